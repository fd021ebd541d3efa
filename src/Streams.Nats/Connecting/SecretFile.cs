using NATS.Client.Core;

namespace Streams.Nats.Connecting;

/// <summary>A file with one secret, as Docker and Kubernetes mount them: its first line.</summary>
internal static class SecretFile
{
    private const int MostCharacters = 64 << 10;

    /// <exception cref="InvalidDataException">There is no text in its first line, or too much.</exception>
    internal static string Read(string path)
    {
        using var file = new StreamReader(path);
        var text = new char[MostCharacters + 1];
        var line = text.AsSpan(0, file.ReadBlock(text));
        if (line.IndexOf('\n') is >= 0 and var end) line = line[..end];
        line = line.TrimEnd('\r');
        if (line.Length > MostCharacters) throw new InvalidDataException("its first line is longer than 64 KiB");
        return line.IsEmpty ? throw new InvalidDataException("there is nothing in its first line") : line.ToString();
    }

    /// <summary>What stands in the file that a variable names; null where it names none.</summary>
    /// <exception cref="InvalidDataException">It cannot be read, or holds nothing.</exception>
    internal static string? Named(string variable, string? path)
    {
        if (path is null) return null;
        try
        {
            return Read(path);
        }
        catch (Exception refused) when (refused is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidDataException($"{variable}: {path} cannot be used: {refused.Message}");
        }
    }

    /// <summary>Reads the file again for every connection, since such secrets are changed in place; null if there is none.</summary>
    internal static Func<Uri, CancellationToken, ValueTask<NatsAuthCred>>? Reader(string? user, string? passwordFile, string? tokenFile) =>
        passwordFile is not null ? (_, _) => ValueTask.FromResult(NatsAuthCred.FromUserInfo(user!, Read(passwordFile)))
        : tokenFile is not null ? (_, _) => ValueTask.FromResult(NatsAuthCred.FromToken(Read(tokenFile)))
        : null;
}
