using System.Net.Sockets;
using System.Threading.Channels;

namespace Streams.Simulation.Publishing;

/// <summary>A connection to a <see cref="PubSocket"/>: what it asks for, and what waits to be sent to it.</summary>
internal sealed class PubSubscriber(Socket socket, byte[] topic) : IDisposable
{
    /// <summary>What waits for one that does not read, in messages; libzmq has 100,000 at Dynamo.</summary>
    private const int Most = 10_000;

    private static readonly byte[] Greeting = [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1, .. "NULL"u8, .. new byte[48]];
    private static readonly byte[] Ready = [.. "\u0004\u0019\u0005READY\u000bSocket-Type\0\0\0\u0003PUB"u8];

    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly Channel<byte[]> _waiting = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(Most) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Dispose()
    {
        _waiting.Writer.TryComplete();
        _stream.Dispose();
    }

    /// <summary>Sends a message soon, or drops it where too many wait.</summary>
    internal void Send(byte[] message) => _waiting.Writer.TryWrite(message);

    /// <summary>Does the handshake, then hears what the subscriber says, until it goes.</summary>
    /// <param name="subscribed">Called once when it has asked for the topic.</param>
    /// <exception cref="InvalidDataException">It speaks otherwise.</exception>
    internal async Task RunAsync(Action subscribed)
    {
        socket.NoDelay = true;
        await _stream.WriteAsync(Greeting);
        var greeting = new byte[Greeting.Length];
        await _stream.ReadExactlyAsync(greeting);
        if (greeting[0] != 0xff || greeting[10] < 3) throw new InvalidDataException("no ZMTP 3");
        await _stream.WriteAsync(Ready);
        var sending = SendAsync();
        var isSubscribed = false;
        while (await FrameAsync() is var frame)
        {
            if (frame.AsSpan().StartsWith("\u0004PING"u8)) Send([4, (byte)(frame.Length - 2), .. "\u0004PONG"u8, .. frame.AsSpan(7)]);
            var asked = frame.AsSpan().StartsWith("\u0009SUBSCRIBE"u8) ? frame.AsSpan(10) : frame is [1, ..] ? frame.AsSpan(1) : default;
            if (isSubscribed || !(frame is [1] || asked.Length > 0) || !topic.AsSpan().StartsWith(asked)) continue;
            isSubscribed = true;
            subscribed();
        }

        await sending;
    }

    private async Task<byte[]> FrameAsync()
    {
        var head = new byte[2];
        await _stream.ReadExactlyAsync(head);
        // What a subscriber says is short.
        if ((head[0] & 2) != 0) throw new InvalidDataException("a long frame");
        var body = new byte[head[1]];
        await _stream.ReadExactlyAsync(body);
        return body;
    }

    private async Task SendAsync()
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync())
            {
                while (_waiting.Reader.TryRead(out var message)) await _stream.WriteAsync(message);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The subscriber has gone, which its reading notices.
        }
    }
}
