using System.Collections.Immutable;
using Streams.Decoding;
using Streams.Definition;
using Streams.Events;
using Streams.Lane;
using Streams.Publishing;

namespace Streams.Benchmarks;

/// <summary>A lane on a clock that the benchmark moves, and a page that keeps nothing.</summary>
internal sealed class BenchLane : TimeProvider, ISeriesSink, ISeriesFamily, IRowFamily, ISeries, ISeriesRows, IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly LaneHost _host;
    private DateTimeOffset _now = Start;

    internal BenchLane(PipelineDefinition pipeline, ISeriesSink? sink = null) =>
        _host = new LaneHost(pipeline with { MaxWorkers = 1_000_000, MaxSeries = int.MaxValue }, sink ?? this, this, new LaneListener());

    internal IReadOnlyList<SourceInput> Inputs => _host.Inputs;

    public override DateTimeOffset GetUtcNow() => _now;

    public ShownRows Shown => ShownRows.None;

    public ISeriesFamily Declare(SeriesFamily family) => this;

    public IRowFamily DeclareRows(SeriesFamily family) => this;

    public ISeries Create(IReadOnlyList<string> labelValues) => this;

    ISeriesRows IRowFamily.Create(IReadOnlyList<string> lastLabels) => this;

    public void Show(ImmutableArray<WorkerKey> keys, ReadOnlySpan<double> values)
    {
    }

    public void Set(double value)
    {
    }

    public void Remove()
    {
    }

    public void Dispose() => _host.Dispose();

    internal void Wait(long ticks) => _now = _now.AddTicks(ticks);

    internal void WaitUntilMultipleOf(TimeSpan span) => Wait(span.Ticks - ((_now - Start).Ticks % span.Ticks));

    /// <summary>The lane does all that waits; the CPU time that it takes.</summary>
    internal TimeSpan Turn()
    {
        var before = Environment.CpuUsage.TotalTime;
        _host.Turn();
        return Environment.CpuUsage.TotalTime - before;
    }

    /// <summary>Reads the page; the CPU time that it takes.</summary>
    internal TimeSpan Read()
    {
        var read = _host.ReadAsync();
        var took = Turn();
        read.GetAwaiter().GetResult();
        return took;
    }

    /// <summary>A pipeline of one source of events with the fields a and b, which need no decoding.</summary>
    internal static PipelineDefinition PipelineOf(params MetricDefinition[] metrics)
    {
        var schema = new EventSchema(["worker"], ["a", "b"]);
        var source = new SourceDefinition { Name = "s", Schema = schema, CreateDecoder = () => new NoDecoder(schema) };
        return new() { Name = "p", Sources = [source], Metrics = metrics };
    }

    internal static WorkerKey[] Keys(int workers) => [.. Enumerable.Range(0, workers).Select(i => new WorkerKey($"{7587888657184000000 + ((i * 7919L) % workers)}"))];

    private sealed class NoDecoder(EventSchema schema) : IDecoder
    {
        public EventSchema Schema => schema;

        public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events) => throw new NotSupportedException();
    }
}
