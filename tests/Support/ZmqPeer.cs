using System.Buffers.Binary;
using System.Net.Sockets;

namespace Streams.Testing.Support;

/// <summary>The publisher's end of one connection, byte by byte: ZMTP 3.1 as libzmq 4.3.4 speaks it, or whatever a test writes.</summary>
internal sealed class ZmqPeer(Socket socket) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);

    /// <summary>What libzmq sends first: its signature has a length of 1.</summary>
    internal static byte[] Greeting { get; } = [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1, .. "NULL"u8, .. new byte[16 + 32]];

    public void Dispose() => _stream.Dispose();

    /// <summary>One frame, in the short form where it fits.</summary>
    internal static byte[] Frame(int flags, ReadOnlySpan<byte> body)
    {
        if (body.Length <= byte.MaxValue) return [(byte)flags, (byte)body.Length, .. body];
        var length = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, body.Length);
        return [(byte)(flags | 2), .. length, .. body];
    }

    internal static byte[] Message(params byte[][] parts) => [.. parts.SelectMany((part, i) => Frame(i < parts.Length - 1 ? 1 : 0, part))];

    internal static byte[] Ready(string type) => Frame(4, [5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, (byte)type.Length, .. System.Text.Encoding.UTF8.GetBytes(type)]);

    internal async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes);

    /// <summary>Reads exactly so many bytes.</summary>
    internal async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Limit);
        return bytes;
    }

    /// <summary>Reads a frame: its flags and its body.</summary>
    internal async Task<(int Flags, byte[] Body)> ReadFrameAsync()
    {
        var head = await ReadAsync(2);
        if ((head[0] & 2) == 0) return (head[0], await ReadAsync(head[1]));
        byte[] length = [head[1], .. await ReadAsync(7)];
        return (head[0], await ReadAsync((int)BinaryPrimitives.ReadInt64BigEndian(length)));
    }

    /// <summary>Ends when the client has closed the connection.</summary>
    internal async Task ClosedAsync()
    {
        try
        {
            while (await _stream.ReadAsync(new byte[1024]).AsTask().WaitAsync(Patience.Limit) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset rather than ended.
        }
    }

    /// <summary>Does the handshake as a socket of a type, up to the client's READY.</summary>
    internal async Task ShakeHandsAsync(string type = "PUB")
    {
        await SendAsync(Greeting);
        await ReadAsync(64);
        await ReadFrameAsync();
        await SendAsync(Ready(type));
    }
}
