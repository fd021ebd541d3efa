using System.Text.Json;
using NATS.Client.Core;

namespace Streams.Nats.Connecting;

/// <summary>The first line that a NATS server sends, <c>INFO {…}</c>, after which a client turns to TLS or not.</summary>
internal sealed record ServerGreeting(ReadOnlyMemory<byte> Bytes, bool TlsRequired, bool TlsAvailable)
{
    private const int LongestLine = 1 << 20;

    /// <summary>Reads the line from a fresh connection.</summary>
    /// <exception cref="EndOfStreamException">The server closed the connection before.</exception>
    /// <exception cref="NatsException">The peer is not a NATS server.</exception>
    internal static ServerGreeting Read(Stream stream)
    {
        var buffer = new byte[4096];
        var length = 0;
        int end;
        while ((end = buffer.AsSpan(0, length).IndexOf((byte)'\n')) < 0)
        {
            if (length == LongestLine) throw new NatsException("the peer is no NATS server: its first line does not end");
            if (length == buffer.Length) Array.Resize(ref buffer, length * 2);
            var read = stream.Read(buffer, length, buffer.Length - length);
            if (read == 0) throw new EndOfStreamException("the server closed the connection before it said who it is");
            length += read;
        }

        return Parse(buffer.AsMemory(0, length), buffer.AsSpan(0, end));
    }

    private static ServerGreeting Parse(ReadOnlyMemory<byte> bytes, ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("INFO "u8)) throw new NatsException("the peer is no NATS server: it does not begin with INFO");
        try
        {
            var reader = new Utf8JsonReader(line[5..]);
            using var info = JsonDocument.ParseValue(ref reader);
            return new ServerGreeting(bytes, IsTrue(info.RootElement, "tls_required"), IsTrue(info.RootElement, "tls_available"));
        }
        catch (JsonException e)
        {
            throw new NatsException("the peer is no NATS server: its INFO is no JSON", e);
        }
    }

    private static bool IsTrue(JsonElement info, string name) =>
        info.ValueKind == JsonValueKind.Object && info.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
