using Streams.Definition;
using Streams.Dynamo.Connecting;
using Streams.Publishing;
using Streams.Zmq.Framing;

namespace Streams.Cli.Hosting;

/// <summary>The metrics of the process about its fleet: whether discovery answers, and how its publishers are heard.</summary>
internal sealed class FleetSeries
{
    private readonly DynamoFleet _fleet;
    private readonly ISeries _up;
    private readonly ISeries _open;
    private readonly ISeries _waiting;
    private readonly ISeries _lost;
    private readonly ISeries? _namespaces;
    private readonly (ZmqRefusal Reason, ISeries Series)[] _refused;

    internal FleetSeries(ISeriesSink sink, DynamoFleet fleet)
    {
        _fleet = fleet;
        _up = One("streams_discovery_up", "Whether the fleet's discovery answers; what it said last stays while it does not.", MetricType.Gauge);
        var connections = sink.Declare(new SeriesFamily(
            "streams_zmq_connections", "Publishers of the fleet that are wanted, connected or not.", MetricType.Gauge, [], ["state"]));
        (_open, _waiting) = (connections.Create(["open"]), connections.Create(["waiting"]));
        _lost = One("streams_zmq_lost_total", "Connections to publishers that ended by themselves.", MetricType.Counter);
        var refused = sink.Declare(new SeriesFamily(
            "streams_zmq_refused_total", "Peers that were not listened to, by reason.", MetricType.Counter, [], ["reason"]));
        _refused = [.. ZmqRefusals.All.Select(reason => (reason, refused.Create([reason.Label()])))];
        if (fleet.IsWhole)
        {
            _namespaces = One("streams_discovery_namespaces",
                "Namespaces in which discovery names workers: of more than one, --each namespace=A,B parts what is shown as one fleet.", MetricType.Gauge);
        }

        ISeries One(string name, string help, MetricType type) => sink.Declare(new SeriesFamily(name, help, type, [], [])).Create([]);
    }

    internal void Update()
    {
        var (open, wanted) = _fleet.Connections;
        _up.Set(_fleet.IsUp ? 1 : 0);
        _open.Set(open);
        _waiting.Set(Math.Max(0, wanted - open));
        _namespaces?.Set(_fleet.Namespaces.Count);
        _lost.Set(_fleet.Accounts.Lost);
        foreach (var (reason, series) in _refused) series.Set(_fleet.Accounts.Refused(reason));
    }
}
