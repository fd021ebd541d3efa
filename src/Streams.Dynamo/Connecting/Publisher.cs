using System.Text;
using Streams.Nats;
using Streams.Zmq;
using Streams.Zmq.Framing;

namespace Streams.Dynamo.Connecting;

/// <summary>A publisher that binds a socket of its own, and its connection.</summary>
/// <param name="channel">What discovery says of it.</param>
/// <param name="workers">Learns whose it is, and whether it lives.</param>
/// <param name="accounts">Counts what is refused.</param>
internal sealed class Publisher(EventChannel channel, WorkerConnections workers, FleetAccounts accounts) : IZmqListener
{
    private readonly byte[] _topic = Encoding.UTF8.GetBytes(channel.Topic);
    private bool _isKnown;

    /// <summary>What discovery says of it.</summary>
    internal EventChannel Channel => channel;

    /// <summary>The sources that its messages are for.</summary>
    internal SourceFeed[] Feeds { get; set; } = [];

    /// <summary>Its connection, where a source wants its messages.</summary>
    internal ZmqConnection? Connection { get; set; }

    /// <summary>Whose it is, in decimal; null where nobody has said so far.</summary>
    internal string? Worker { get; set; }

    public ZmqRefusal? Receive(in ZmqMessage message)
    {
        if (EventFrame.Read(message, out var frame) is { } refusal) return refusal;
        if (!frame.Topic.SequenceEqual(_topic)) return ZmqRefusal.Topic;
        if (frame.Publisher != channel.Publisher) return ZmqRefusal.Publisher;
        if (!_isKnown) _isKnown = Worker is not null || workers.Learn(this, frame.Envelope);
        foreach (var feed in Feeds) feed.Receive(channel.Subject, frame.Envelope);
        return null;
    }

    public void Lives() => workers.Lives(this);

    public void Closed(ZmqEnd end)
    {
        accounts.End(end);
        workers.Closed(this);
    }

    public void Refused(ZmqRefusal reason)
    {
        accounts.Refuse(reason, channel.Subject, channel.Addresses[0]);
        workers.Closed(this);
    }
}
