using Streams.Definition;
using Streams.Events;
using Streams.Filtering;
using Streams.Reducing;

namespace Streams.Planning;

/// <summary>One metric, compiled against the sources of its pipeline: what its operators ask of an event, by index and not by name.</summary>
internal sealed class MetricPlan
{
    private readonly int _index;
    private readonly bool _isWindowed;
    private readonly ReductionPlan _reduction;
    private readonly Func<Event, bool>? _where;

    internal MetricPlan(MetricDefinition metric, int index, PipelineDefinition pipeline)
    {
        _index = index;
        Definition = metric;
        CheckHistogram(metric);
        var sources = pipeline.Sources;
        string[] from = [.. metric.From];
        Precedence = [.. sources.Select(s => Array.IndexOf(from, s.Name))];
        Expire = [.. sources.Select(s => metric.Expire > s.Expire ? metric.Expire.Value : s.Expire)];
        Schemas = [.. sources.Select((s, i) => ListensTo(i) ? s.Schema : null)];
        Lateness = sources.Where((_, i) => ListensTo(i)).Max(s => s.Lateness);
        _isWindowed = !metric.Over.Any(o => o.IsAll);
        Summands = [.. Schemas.Select(s => s is null ? [] : SummandsOf(metric, s))];
        Windows = [.. metric.Over.Select(over => MetricWindow.Of(over, Lateness, ReductionPlan.Compile(metric.Value, Schemas, over.Length)))];
        _reduction = Windows[0].Reduction;
        _where = metric.Where?.Compile(Schemas);
        SharingKey = new SharingTerms(
            string.Join(' ', metric.From), string.Join(' ', metric.By), metric.Where, _reduction.Entry,
            string.Join(' ', Expire.Where((_, i) => ListensTo(i))), metric.Remember, LateBy(sources));
    }

    internal MetricDefinition Definition { get; }

    /// <summary>The metric's windows, each with what it reduces.</summary>
    internal MetricWindow[] Windows { get; }

    /// <summary>The schemas of the sources; null for those that the metric does not read.</summary>
    internal IReadOnlyList<EventSchema?> Schemas { get; }

    /// <summary>The sources' positions in the metric's <c>from</c>; -1 for those that are not in it.</summary>
    internal int[] Precedence { get; }

    /// <summary>The length of a lease, by source.</summary>
    internal TimeSpan[] Expire { get; }

    internal TimeSpan Lateness { get; }

    /// <summary>The fields that are added up, by source.</summary>
    internal Summand[][] Summands { get; }

    /// <summary>The most series that one more group brings onto the page; those of all groups together are not counted.</summary>
    internal int SeriesOfAGroup =>
        Definition.Across.Count > 0 && Definition.Across[^1].By.Count == 0 ? 0
        : Definition.Value is ValueExpression.Call { Reducer: Reducers.HistogramName } histogram ? histogram.Bounds.Count + 3
        : Windows.Length;

    /// <summary>Metrics with equal keys share one group plan: the same events enter the same groups.</summary>
    internal object SharingKey { get; }

    /// <summary>Whether the event enters the metric: it has the fields that the value needs and satisfies the condition (N1).</summary>
    internal bool Enters(in Event e) => HasFields(in e) && (_where is null || _where(e));

    /// <summary>Whether the event has the fields that the value names, whatever the condition says of it.</summary>
    internal bool HasFields(in Event e) => _reduction.Enters(in e);

    internal bool ListensTo(int source) => Precedence[source] >= 0;

    /// <summary>The fields of a source by which it is decided whether its events enter, if no condition does.</summary>
    internal IEnumerable<int> NeededOf(int source) => _reduction.NeededOf(source);

    /// <summary>Whether every window that an instant falls into is closed, so that an event of that time is late (N6).</summary>
    internal bool IsLate(long timeTicks, long now)
    {
        if (!_isWindowed || timeTicks >= now) return false;
        foreach (var window in Windows)
        {
            if (!window.Grid.MissesAll(timeTicks, now)) return false;
        }

        return true;
    }

    /// <summary>For each window length, counts an event that is late for one of the windows it falls into (N7).</summary>
    internal void CountMisses(long timeTicks, long now, WindowMisses misses)
    {
        if (!_isWindowed) return;
        for (var i = 0; i < Windows.Length; i++)
        {
            if (Windows[i].Grid.MissesFirst(timeTicks, now)) misses[_index, i]++;
        }
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

    // What a counter counts must not make it fall, either (F4).
    private static Summand[] SummandsOf(MetricDefinition metric, EventSchema schema) =>
        [.. metric.Value.Calls.Where(c => c.Field is not null && (metric.Type == MetricType.Counter || Reducers.IsSum(c)))
            .Select(c => new Summand(schema.FieldIndex(c.Field!), metric.Type == MetricType.Counter)).Where(s => s.Field >= 0)];

    /// <summary>The windows, if they decide which events are late; events timed by their arrival never are.</summary>
    private string LateBy(IReadOnlyList<SourceDefinition> sources) =>
        _isWindowed && sources.Where((s, i) => ListensTo(i) && s.HasEventTime).Any()
            ? string.Join(' ', Windows.Select(w => w.Over).OrderBy(o => o.Length).ThenBy(o => o.Every)) : "";

    private sealed record SharingTerms(string From, string By, Condition? Where, string Entry, string Expire, TimeSpan Remember, string LateBy);
}
