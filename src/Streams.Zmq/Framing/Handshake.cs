using System.Buffers.Binary;
using System.Text;

namespace Streams.Zmq.Framing;

/// <summary>What a SUB socket says by ZMTP 3.1 with the mechanism NULL, and what it reads of a publisher's hello (RFC 37 of ZeroMQ).</summary>
internal static class Handshake
{
    /// <summary>Both sides begin with as many bytes.</summary>
    internal const int GreetingBytes = 64;

    private const int Signature = 10;

    /// <summary>The greeting of a client.</summary>
    internal static ReadOnlyMemory<byte> Greeting { get; } = CreateGreeting();

    /// <summary>The command <c>READY</c> of a SUB socket.</summary>
    internal static ReadOnlyMemory<byte> Ready { get; } = "\u0004\u0019\u0005READY\u000bSocket-Type\0\0\0\u0003SUB"u8.ToArray();

    /// <summary>The command <c>PING</c>: no time to live, so that the peer sets no timer, and no context.</summary>
    internal static ReadOnlyMemory<byte> Ping { get; } = "\u0004\u0007\u0004PING\0\0"u8.ToArray();

    /// <summary>Subscribes to all topics that begin with a text: as a command from minor version 1 on, as a message before.</summary>
    internal static byte[] Subscribe(string topic, int minor)
    {
        var name = Encoding.UTF8.GetBytes(topic);
        ReadOnlySpan<byte> verb = minor > 0 ? "\u0009SUBSCRIBE"u8 : [1];
        var body = verb.Length + name.Length;
        var flags = minor > 0 ? 4 : 0;
        if (body <= byte.MaxValue) return [(byte)flags, (byte)body, .. verb, .. name];
        var length = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, body);
        return [(byte)(flags | 2), .. length, .. verb, .. name];
    }

    /// <summary>The answer to a peer's <c>PING</c>: its context.</summary>
    internal static byte[] Pong(ReadOnlySpan<byte> ping)
    {
        var context = ping.Length > 7 ? ping[7..Math.Min(ping.Length, 7 + 16)] : [];
        return [4, (byte)(5 + context.Length), .. "\u0004PONG"u8, .. context];
    }

    /// <summary>Whether bytes can be the beginning of a greeting of ZMTP 3 and later with the mechanism NULL.</summary>
    internal static bool Greets(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0 && bytes[0] != 0xff) return false;
        if (bytes.Length >= Signature && (bytes[Signature - 1] & 1) == 0) return false;
        if (bytes.Length > Signature && bytes[Signature] < 3) return false;
        if (bytes.Length < 32) return true;
        return bytes[12..32].SequenceEqual("NULL\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"u8);
    }

    internal static int MinorOf(ReadOnlySpan<byte> greeting) => greeting[Signature + 1];

    internal static bool IsCommand(ReadOnlySpan<byte> command, ReadOnlySpan<byte> name) =>
        command.Length > name.Length && command[0] == name.Length && command[1..].StartsWith(name);

    /// <summary>Whether a <c>READY</c> is that of a PUB or XPUB socket; false also where its properties do not fit into it.</summary>
    internal static bool IsPublisher(ReadOnlySpan<byte> ready)
    {
        var rest = ready[6..];
        while (rest.Length > 0)
        {
            var name = rest[0];
            if (rest.Length < 1 + name + 4) return false;
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest[(1 + name)..]);
            if (length > rest.Length - 1 - name - 4) return false;
            var value = rest.Slice(1 + name + 4, (int)length);
            if (Ascii.EqualsIgnoreCase(rest.Slice(1, name), "Socket-Type"u8)) return value.SequenceEqual("PUB"u8) || value.SequenceEqual("XPUB"u8);
            rest = rest[(1 + name + 4 + (int)length)..];
        }

        return false;
    }

    private static byte[] CreateGreeting()
    {
        var greeting = new byte[GreetingBytes];
        greeting[0] = 0xff;
        greeting[9] = 0x7f;
        (greeting[10], greeting[11]) = (3, 1);
        "NULL"u8.CopyTo(greeting.AsSpan(12));
        return greeting;
    }
}
