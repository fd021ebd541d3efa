using System.Text;
using Streams.Definition;
using Streams.Events;
using Streams.Lane;
using Streams.Publishing;
using Streams.Recording;
using Streams.Reducing;
using Streams.Tests.Composing;

namespace Streams.Tests.Support;

/// <summary>A whole lane on a clock that the test sets: the host without its thread, a page in memory, lines as messages.</summary>
internal sealed class LaneBench : LaneListener, IDisposable
{
    private readonly LaneHost _host;

    internal LaneBench(PipelineDefinition pipeline, int queueMessages = LaneHost.DefaultQueueMessages, double startsAt = 0, Recorder? recorder = null)
    {
        Pipeline = pipeline;
        Time.At(startsAt);
        _host = new LaneHost(pipeline, Page, Time, this, queueMessages, recorder);
    }

    internal PipelineDefinition Pipeline { get; }

    internal ManualTime Time { get; } = new();

    internal SeriesTable Page { get; } = PageText.New();

    internal List<string> Log { get; } = [];

    /// <summary>What the lane rejected.</summary>
    internal List<string> Rejected { get; } = [];

    internal LaneHost Host => _host;

    public override void OnClockReset(DateTimeOffset from, DateTimeOffset to) => Log.Add("clock reset");

    public override void OnStalled(DateTimeOffset from, DateTimeOffset until) => Log.Add(FormattableString.Invariant($"absent for {(until - from).TotalSeconds:0.#} s"));

    public override void OnTooManyWorkers(string metric, string key) => Log.Add($"too many in {metric}: {key}");

    public override void OnRejected(SourceDefinition source, Event e, string reason) => Rejected.Add($"{source.Name}: {e.Keys.Worker} {reason}");

    public void Dispose() => _host.Dispose();

    internal static EventSchema Schema { get; } = new(["worker"], ["a", "b"]);

    internal static SourceDefinition Source(string name = "s", double expire = 600) => new()
    {
        Name = name,
        Schema = Schema,
        CreateDecoder = () => new LineDecoder(Schema),
        Expire = TimeSpan.FromSeconds(expire),
        HasEventTime = true,
    };

    internal static MetricDefinition Metric(string name, ValueExpression value, params string[] from) => new()
    {
        Name = name,
        Help = name,
        From = from.Length == 0 ? ["s"] : from,
        By = ["worker"],
        Value = value,
    };

    internal static ValueExpression Call(string reducer, string? field) => new ValueExpression.Call(reducer, field);

    internal static PipelineDefinition PipelineOf(IReadOnlyList<SourceDefinition> sources, params MetricDefinition[] metrics) =>
        new() { Name = "p", Sources = sources, Metrics = metrics };

    /// <summary>A message arrives now, and is posted.</summary>
    internal void Send(string line, string source = "s")
    {
        var input = Input(source);
        input.Receive("subject", Encoding.UTF8.GetBytes(line));
        input.Flush();
    }

    internal SourceInput Input(string source = "s") => _host.Inputs.Single(i => i.Name == source);

    /// <summary>Lets the lane do what it can at so many seconds after the start.</summary>
    internal TimeSpan Turn(double seconds)
    {
        Time.At(seconds);
        return _host.Turn();
    }

    /// <summary>Reads the page now; the instant that it shows.</summary>
    internal DateTimeOffset Read()
    {
        var read = _host.ReadAsync();
        _host.Turn();
        Assert.True(read.IsCompletedSuccessfully);
        return read.GetAwaiter().GetResult();
    }

    /// <summary>The daemon's own series of one name, summed over its labels.</summary>
    internal double Sum(string name) =>
        Page.Series.Where(s => s.Key.StartsWith(name + "{", StringComparison.Ordinal)).Sum(s => s.Value);

    /// <summary>A1 and A2, for all sources together.</summary>
    internal void AssertAccounts()
    {
        Assert.Equal(Sum("streams_messages_received_total"), Sum("streams_messages_decoded_total") + Sum("streams_messages_rejected_total") + Sum("streams_messages_dropped_total"));
        Assert.Equal(Sum("streams_events_total"), Sum("streams_events_accepted_total") + Sum("streams_events_rejected_total") + Sum("streams_events_late_total") + Sum("streams_events_future_total") + Sum("streams_events_elsewhere_total"));
    }
}
