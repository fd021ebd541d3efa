using NATS.Client.Core;

namespace Streams.Nats.Connecting;

/// <summary>A file with the seed of a user's NKey, as <c>nk -gen user</c> writes it: NATS.Net by itself wants the public key beside it.</summary>
internal static class NKeyFile
{
    /// <exception cref="InvalidDataException">There is no seed in it.</exception>
    internal static string ReadSeed(string path) =>
        File.ReadLines(path).Select(line => line.Trim()).FirstOrDefault(IsSeed)
        ?? throw new InvalidDataException("there is no seed of a user in it");

    /// <summary>Whether a text is meant to be the seed of a user.</summary>
    internal static bool IsSeed(string text) => text.StartsWith("SU", StringComparison.Ordinal);

    /// <summary>Reads the file again for every connection, or takes the seed that was given; null if there is neither.</summary>
    internal static Func<Uri, CancellationToken, ValueTask<NatsAuthCred>>? Reader(string? path, string? seed) =>
        path is null && seed is null ? null : (_, _) => ValueTask.FromResult(NatsAuthCred.FromNkey(seed ?? ReadSeed(path!)));
}
