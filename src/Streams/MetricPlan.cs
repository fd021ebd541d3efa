using Streams.Decoding;
using Streams.Grouping;
using Streams.Publishing;
using Streams.Reducing;

namespace Streams;

/// <summary>One metric, compiled against the sources of its pipeline: what its operators ask of an event, by index and not by name.</summary>
internal sealed class MetricPlan
{
    private readonly int _index;
    private readonly int[] _precedence;
    private readonly TimeSpan[] _expire;
    private readonly int[][] _by;
    private readonly int[] _byId;
    private readonly int[][] _summands;
    private readonly bool _isWindowed;
    private readonly ReductionPlan _reduction;
    private readonly Func<Event, bool>? _where;
    private readonly PlanContext _context;

    internal MetricPlan(MetricDefinition metric, PipelineDefinition pipeline, PlanContext context)
    {
        _index = pipeline.Metrics.ToList().IndexOf(metric);
        Definition = metric;
        CheckHistogram(metric);
        _context = context;
        var sources = pipeline.Sources;
        string[] from = [.. metric.From];
        _precedence = [.. sources.Select(s => Array.IndexOf(from, s.Name))];
        _expire = [.. sources.Select(s => metric.Expire > s.Expire ? metric.Expire.Value : s.Expire)];
        _by = [.. sources.Select((s, i) => _precedence[i] < 0 ? [] : metric.By.Select(s.Schema.KeyIndex).ToArray())];
        _byId = [.. sources.Select((s, i) => context.ProjectionId(i, _by[i]))];
        var schemas = sources.Select((s, i) => _precedence[i] < 0 ? null : s.Schema).ToArray();
        Lateness = sources.Where((_, i) => _precedence[i] >= 0).Max(s => s.Lateness);
        _isWindowed = !metric.Over.Any(o => o.IsAll);
        _summands = [.. schemas.Select(s => s is null || metric.Type != MetricType.Counter ? [] : Summands(metric.Value, s))];
        Windows = [.. metric.Over.Select(over => new MetricWindow(over, ReductionPlan.Compile(metric.Value, schemas, over.Length)))];
        _reduction = Windows[0].Reduction;
        _where = metric.Where?.Compile(schemas);
        Leases = new Leases<Event>
        {
            Cap = pipeline.MaxWorkers,
            Expire = e => _expire[e.Source],
            Precedence = e => _precedence[e.Source],
            Begins = e => !IsLate(e),
            Roster = context.Roster,
            Alive = [.. metric.From.Select(name => context.Beats(sources.Single(s => s.Name == name).Alive))],
        };
    }

    internal MetricDefinition Definition { get; }

    internal Leases<Event> Leases { get; }

    /// <summary>The metric's windows, each with what it reduces.</summary>
    internal IReadOnlyList<MetricWindow> Windows { get; }

    internal TimeSpan Lateness { get; }

    /// <summary>When the lane's clock began: a window that began before is not published (N5).</summary>
    internal DateTimeOffset Started => _context.Started;

    /// <summary>The names of the group's labels.</summary>
    internal IReadOnlyList<string> ByNames => Definition.By;

    internal IReadOnlyList<AcrossStep> Across => Definition.Across;

    /// <summary>N1: from one of its sources, with the fields that its value names, and as its condition wants it.</summary>
    internal bool Enters(Event e) => _reduction.Enters(e) && (_where is null || _where(e));

    internal bool ListensTo(int source) => _precedence[source] >= 0;

    internal long EventTime(Event e) => e.TimeTicks;

    internal WorkerKey By(Event e) => e.Keys.Project(_byId[e.Source], _by[e.Source]);

    /// <summary>N6: whether every window that the event would fall into is closed.</summary>
    internal bool IsLate(Event e)
    {
        if (!_isWindowed) return false;
        foreach (var window in Windows)
        {
            if (window.LastEnd(e.TimeTicks) + Lateness.Ticks > _context.Clock.Now.UtcTicks) return false;
        }

        return true;
    }

    /// <summary>N7: counts an event that enters in each window length of which one window that it would fall into is closed.</summary>
    internal void CountMisses(Event e, WindowMisses misses)
    {
        if (!_isWindowed) return;
        for (var i = 0; i < Windows.Count; i++)
        {
            if (Windows[i].FirstEnd(e.TimeTicks) + Lateness.Ticks <= _context.Clock.Now.UtcTicks) misses[_index, i]++;
        }
    }

    /// <summary>F4: whether the event would make a counter fall.</summary>
    internal bool IsNegative(Event e)
    {
        foreach (var field in _summands[e.Source])
        {
            if (e[field] < 0) return true;
        }

        return false;
    }

    private static void CheckHistogram(MetricDefinition metric)
    {
        var isHistogram = metric.Type == MetricType.Histogram;
        var hasHistogram = metric.Value.Calls.Any(call => call.Reducer == Reducers.HistogramName);
        if (isHistogram != hasHistogram || (isHistogram && metric.Value is not ValueExpression.Call))
        {
            throw new ArgumentException($"Metric {metric.Name}: a histogram's value is a histogram alone, and no other metric's is.", nameof(metric));
        }

        if (isHistogram && (metric.Across.Count > 0 || metric.Over.Any(over => !over.IsAll)))
        {
            throw new ArgumentException($"Metric {metric.Name}: a histogram has neither windows nor across.", nameof(metric));
        }
    }

    private static int[] Summands(ValueExpression value, EventSchema schema) =>
        [.. value.Calls.Where(c => c.Field is not null).Select(c => schema.FieldIndex(c.Field!)).Where(f => f >= 0)];
}
