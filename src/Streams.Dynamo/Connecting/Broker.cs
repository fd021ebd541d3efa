using System.Text;
using Streams.Decoding;
using Streams.Dynamo.Decoding;
using Streams.Dynamo.Naming;
using Streams.Nats;
using Streams.Zmq;
using Streams.Zmq.Framing;

namespace Streams.Dynamo.Connecting;

/// <summary>
/// A broker, at which others' messages of any topic are to be had; of several each has all of them, and the second of a message is passed over.
/// </summary>
/// <remarks>
/// From 1.4 on a message's first part is its subject. Before, it is a bare topic: the namespace is that of the broker's record, and the component that of
/// the worker's card, else <c>backend</c>.
/// </remarks>
/// <param name="channel">What discovery says of it.</param>
/// <param name="components">The components of workers.</param>
/// <param name="repeated">What all brokers have brought.</param>
/// <param name="accounts">Counts what is refused.</param>
internal sealed class Broker(EventChannel channel, WorkerComponents components, RepeatedMessages repeated, FleetAccounts accounts) : IZmqListener
{
    private const int MostRoutes = 10_000;
    private const string Subjects = "namespace.";
    private const string Component = "backend";

    private readonly ForwardPassDecoder _passes = new(byShape: false);
    private readonly Dictionary<(string Topic, ulong Publisher), (string Subject, SourceFeed[] Feeds)> _routes = [];
    private Subscription[] _subscriptions = [];

    /// <summary>What is asked for: bare topics, and all subjects.</summary>
    internal static IReadOnlyList<string> Topics { get; } = [DynamoSubjects.LoadTopic, DynamoSubjects.ForwardPassTopic, Subjects];

    internal EventChannel Channel => channel;

    /// <summary>A connection to each of its addresses.</summary>
    internal List<ZmqConnection> Connections { get; } = [];

    /// <summary>The sources that there are; set under the lock of all reading.</summary>
    internal Subscription[] Subscriptions
    {
        set
        {
            _subscriptions = value;
            _routes.Clear();
        }
    }

    public ZmqRefusal? Receive(in ZmqMessage message)
    {
        if (EventFrame.Read(message, out var frame) is { } refusal) return refusal;
        var topic = Encoding.UTF8.GetString(frame.Topic);
        if (repeated.Has(topic, frame.Publisher, frame.Sequence)) return null;
        if (!_routes.TryGetValue((topic, frame.Publisher), out var route))
        {
            if (_routes.Count == MostRoutes) _routes.Clear();
            var subject = SubjectOf(topic, frame.Envelope);
            _routes[(topic, frame.Publisher)] = route = (subject, [.. _subscriptions.Where(s => s.Wants(subject)).Select(s => s.Feed)]);
        }

        foreach (var feed in route.Feeds) feed.Receive(route.Subject, frame.Envelope);
        return null;
    }

    public void Lives()
    {
        // A broker's life says nothing of its workers'.
    }

    public void Closed(ZmqEnd end) => accounts.End(end);

    public void Refused(ZmqRefusal reason) => accounts.Refuse(reason, "a broker's messages", channel.Addresses[0]);

    private string SubjectOf(string topic, ReadOnlySpan<byte> envelope)
    {
        if (topic.StartsWith(Subjects, StringComparison.Ordinal)) return topic;
        if (topic == DynamoSubjects.LoadTopic) return DynamoSubjects.OfNamespace(channel.Namespace, topic);
        var worker = DecodedMessage.By(_passes, envelope, topic).Events is [var first, ..] ? components.Of(first.Keys["worker_id"]) : null;
        return DynamoSubjects.OfComponent(channel.Namespace, worker ?? Component, topic);
    }
}
