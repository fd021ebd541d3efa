using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streams.Testing.Support;

/// <summary>A PUB socket that binds a port of 127.0.0.1, as each publisher of Dynamo does: it answers PING, and sends to whoever subscribes.</summary>
internal sealed class ZmqPublisher : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly string _type;
    private readonly List<(ZmqPeer Peer, string Topic)> _subscribers = [];
    private readonly List<ZmqPeer> _peers = [];
    private readonly SemaphoreSlim _changed = new(0);
    private readonly Task _accepting;

    /// <summary>Listens.</summary>
    /// <param name="port">0 for any port.</param>
    /// <param name="type">The type of socket that it says it is.</param>
    internal ZmqPublisher(int port = 0, string type = "PUB")
    {
        _type = type;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    internal int Port { get; }

    internal string Endpoint => $"tcp://127.0.0.1:{Port}";

    internal int Pings { get; private set; }

    /// <summary>How many connections were ever accepted.</summary>
    internal int Connections { get; private set; }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        Drop();
        await _accepting;
    }

    /// <summary>Closes all connections; new ones are accepted.</summary>
    internal void Drop()
    {
        lock (_subscribers)
        {
            foreach (var peer in _peers) peer.Dispose();
            _peers.Clear();
            _subscribers.Clear();
        }
    }

    /// <summary>Ends when there are so many subscriptions.</summary>
    internal async Task SubscribedAsync(int count = 1)
    {
        while (true)
        {
            lock (_subscribers)
            {
                if (_subscribers.Count >= count) return;
            }

            if (!await _changed.WaitAsync(Patience.Limit)) throw new TimeoutException($"{Endpoint}: nobody subscribed");
        }
    }

    /// <summary>Sends a message to each subscriber of its first part.</summary>
    internal async Task PublishAsync(params byte[][] parts)
    {
        ZmqPeer[] peers;
        lock (_subscribers) peers = [.. _subscribers.Where(s => Encoding.UTF8.GetString(parts[0]).StartsWith(s.Topic, StringComparison.Ordinal)).Select(s => s.Peer).Distinct()];
        foreach (var peer in peers) await peer.SendAsync(ZmqPeer.Message(parts));
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var peer = new ZmqPeer(await _listener.AcceptSocketAsync());
                Connections++;
                lock (_subscribers) _peers.Add(peer);
                _ = ServeAsync(peer);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(ZmqPeer peer)
    {
        try
        {
            await peer.ShakeHandsAsync(_type);
            while (true)
            {
                var (_, body) = await peer.ReadFrameAsync();
                if (body.AsSpan().StartsWith("\u0004PING"u8))
                {
                    Pings++;
                    await peer.SendAsync(ZmqPeer.Frame(4, [.. "\u0004PONG"u8, .. body[7..]]));
                }
                else if (body.AsSpan().StartsWith("\u0009SUBSCRIBE"u8))
                {
                    lock (_subscribers) _subscribers.Add((peer, Encoding.UTF8.GetString(body.AsSpan(10))));
                    _changed.Release();
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            lock (_subscribers) _subscribers.RemoveAll(s => s.Peer == peer);
        }
    }
}
