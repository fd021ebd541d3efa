using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streams.Benchmarks.Publishing;

/// <summary>A PUB socket with one subscriber, as raw ZMTP 3.1: messages wait for at most 8 KiB, as libzmq has them, and PINGs are answered.</summary>
internal sealed class BoundPublisher : IDisposable
{
    private const int Room = 8192, Heads = 64;

    private static readonly byte[] Hello = [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1, .. "NULL"u8, .. new byte[48], .. "\u0004\u0019\u0005READY\u000bSocket-Type\0\0\0\u0003PUB"u8];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _buffer = new byte[Room + FleetPublisher.LargestMessage];
    private readonly Lock _sending = new();
    private readonly byte[] _head;
    private readonly int _sequenceAt;
    private Socket? _subscriber;
    private int _length;
    private ulong _sequence;

    internal BoundPublisher(string topic, ulong id)
    {
        var name = Encoding.UTF8.GetBytes(topic);
        var publisher = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(publisher, id);
        _head = [1, (byte)name.Length, .. name, 1, 8, .. publisher, 1, 8, .. new byte[8]];
        _sequenceAt = _head.Length - 8;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = ServeAsync();
    }

    internal int Port { get; }

    internal bool IsHeard { get; private set; }

    public void Dispose()
    {
        _listener.Dispose();
        _subscriber?.Dispose();
    }

    internal void Add(ReadOnlySpan<byte> payload)
    {
        if (_length + payload.Length + Heads > Room) Flush();
        BinaryPrimitives.WriteUInt64BigEndian(_head.AsSpan(_sequenceAt), _sequence++);
        Put(_head);
        var body = payload.Length + 5;
        if (body <= byte.MaxValue) Put([0, (byte)body]);
        else Put([2, 0, 0, 0, 0, 0, 0, (byte)(body >> 8), (byte)body]);
        Put([1, 0, 0, (byte)(payload.Length >> 8), (byte)payload.Length]);
        Put(payload);
    }

    internal void Flush()
    {
        if (_length == 0) return;
        lock (_sending)
        {
            for (var from = 0; from < _length;) from += _subscriber!.Send(_buffer.AsSpan(from, _length - from));
        }

        _length = 0;
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private async Task ServeAsync()
    {
        try
        {
            _subscriber = await _listener.AcceptSocketAsync();
            _subscriber.NoDelay = true;
            await _subscriber.SendAsync(Hello);
            await using var stream = new NetworkStream(_subscriber, ownsSocket: false);
            await stream.ReadExactlyAsync(new byte[64]);
            while (true)
            {
                var head = new byte[2];
                await stream.ReadExactlyAsync(head);
                var body = new byte[head[1]];
                await stream.ReadExactlyAsync(body);
                if (body.AsSpan().StartsWith("\u0009SUBSCRIBE"u8)) IsHeard = true;
                else if (body.AsSpan().StartsWith("\u0004PING"u8)) Answer(body);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The subscriber has gone, or the run is over.
        }
    }

    private void Answer(byte[] ping)
    {
        lock (_sending) _subscriber!.Send((byte[])[4, (byte)(ping.Length - 2), .. "\u0004PONG"u8, .. ping.AsSpan(7)]);
    }
}
