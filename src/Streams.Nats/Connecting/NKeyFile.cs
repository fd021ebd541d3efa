using NATS.Client.Core;

namespace Streams.Nats.Connecting;

/// <summary>A file with the seed of a user's NKey, as <c>nk -gen user</c> writes it: NATS.Net by itself wants the public key beside it.</summary>
internal static class NKeyFile
{
    /// <exception cref="InvalidDataException">There is no seed in it.</exception>
    internal static string ReadSeed(string path) =>
        File.ReadLines(path).Select(line => line.Trim()).FirstOrDefault(line => line.StartsWith("SU", StringComparison.Ordinal))
        ?? throw new InvalidDataException("there is no seed of a user in it");

    /// <summary>Reads the file again for every connection; null if there is none.</summary>
    internal static Func<Uri, CancellationToken, ValueTask<NatsAuthCred>>? Reader(string? path) =>
        path is null ? null : (_, _) => ValueTask.FromResult(NatsAuthCred.FromNkey(ReadSeed(path)));
}
