using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streams.Simulation.Publishing;

/// <summary>
/// A PUB socket of ZeroMQ (ZMTP 3.1, NULL) for one topic of one publisher: as libzmq's it never waits, and drops for a subscriber that does not read.
/// </summary>
internal sealed class PubSocket : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _topic;
    private readonly byte[] _id = new byte[8];
    private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile PubSubscriber[] _subscribers = [];

    /// <summary>Listens on a port that is free.</summary>
    internal PubSocket(string topic, ulong id)
    {
        _topic = Encoding.UTF8.GetBytes(topic);
        BinaryPrimitives.WriteUInt64BigEndian(_id, id);
        _listener.Start();
        Address = $"tcp://{_listener.LocalEndpoint}";
        _ = AcceptAsync();
    }

    internal string Address { get; }

    /// <summary>Ends when somebody subscribes.</summary>
    internal Task Heard => _heard.Task;

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var subscriber in _subscribers) subscriber.Dispose();
    }

    /// <summary>Sends a message of four parts to whoever has subscribed.</summary>
    internal void Publish(ulong sequence, ReadOnlySpan<byte> envelope)
    {
        if (_subscribers is not { Length: > 0 } subscribers) return;
        var number = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(number, sequence);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, envelope.Length);
        byte[] message = [.. Part(1, _topic), .. Part(1, _id), .. Part(1, number), .. Part(0, [1, .. length, .. envelope])];
        foreach (var subscriber in subscribers) subscriber.Send(message);
    }

    private static byte[] Part(byte flags, ReadOnlySpan<byte> body)
    {
        if (body.Length <= byte.MaxValue) return [flags, (byte)body.Length, .. body];
        var length = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, body.Length);
        return [(byte)(flags | 2), .. length, .. body];
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var subscriber = new PubSubscriber(socket, _topic);
        try
        {
            await subscriber.RunAsync(() =>
            {
                lock (_listener) _subscribers = [.. _subscribers, subscriber];
                _heard.TrySetResult();
            });
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidDataException)
        {
            // It has gone, or it is no subscriber.
        }

        lock (_listener) _subscribers = [.. _subscribers.Where(s => s != subscriber)];
    }
}
