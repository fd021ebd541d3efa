using Streams.Definition;
using Streams.Events;
using Streams.Grouping;
using Streams.Reducing;

namespace Streams.Planning;

/// <summary>Metrics whose groups get the same events: they share each group, and each window that several of them have.</summary>
/// <remarks>
/// Metrics agree when <c>from</c>, <c>by</c>, <c>where</c>, the lengths of their leases and of their memory, the fields that an event needs, and what is
/// late for all of their windows are the same. So each begins, holds and ends the groups that it would have alone (N1, N3, N4, N7).
/// </remarks>
internal sealed class GroupPlan
{
    private readonly PlanContext _context;
    private readonly MetricPlan _first;
    private readonly MetricPlan[] _metrics;
    private readonly Summand[][] _summands;

    private GroupPlan(MetricPlan[] metrics, PipelineDefinition pipeline, PlanContext context)
    {
        _context = context;
        _first = metrics[0];
        _metrics = metrics;
        var sources = pipeline.Sources;
        _summands = [.. sources.Select((_, i) => Strictest(metrics.SelectMany(m => m.Summands[i])))];
        var (terms, key) = (context.Terms(_first), context.Key(_first.Definition.By));
        Query = new WorkerQuery<Event>
        {
            By = key.By,
            Choice = key.Choice,
            TimeTicks = PlanContext.TimeTicks,
            Windows = [.. metrics.SelectMany(m => m.Windows).GroupBy(w => w.Over).Select(ws =>
                new WindowPlan<Event>(ws.Key, new CallSet(ws.SelectMany(w => w.Reduction.Calls), _first.Schemas, ws.Key.Length)))],
            Lateness = _first.Lateness,
            Since = context.Started,
            Leases = new Leases<Event>
            {
                Cap = pipeline.MaxWorkers,
                Expire = terms.Expire,
                Remember = _first.Definition.Remember,
                Precedence = _first.Definition.From.Count == 1 ? null : terms.Precedence,
                Begins = e => !IsLate(e.TimeTicks),
                Roster = context.Roster,
                Goodbyes = context.Goodbyes,
                Budget = context.Budget,
                Series = metrics.Sum(m => m.SeriesOfAGroup),
                Vouching = sources.Any(s => s.VouchedBy.Count > 0)
                    ? [.. _first.Definition.From.Select(name => context.Beats(sources.Single(s => s.Name == name).VouchedBy))]
                    : [],
                Alive = [.. _first.Definition.From.Select(name => context.Beats(sources.Single(s => s.Name == name).Alive))],
            },
        };
    }

    /// <summary>The metrics, in the order of the pipeline.</summary>
    internal IReadOnlyList<MetricPlan> Metrics => _metrics;

    /// <summary>What is known of workers beside their events.</summary>
    internal JoinedLabels Labels => _context.Labels;

    /// <summary>Their groups and windows, each window with everything that any of them keeps of it.</summary>
    internal WorkerQuery<Event> Query { get; }

    /// <summary>The plans of a pipeline, in the order of their first metrics.</summary>
    internal static GroupPlan[] Of(PipelineDefinition pipeline, PlanContext context) =>
        [.. pipeline.Metrics.Select((m, i) => (Metric: m, At: i)).Where(m => m.Metric.Of.Count == 0)
            .Select(m => new MetricPlan(m.Metric, m.At, pipeline)).GroupBy(m => m.SharingKey)
            .Select(metrics => new GroupPlan([.. metrics], pipeline, context))];

    /// <summary>Whether the event comes from one of their sources, has the fields that their values need, and satisfies their condition (N1).</summary>
    internal bool Enters(in Event e) => _first.Enters(in e);

    /// <summary>Whether the event has the fields that their values name, whatever the condition says of it.</summary>
    internal bool HasFields(in Event e) => _first.HasFields(in e);

    internal bool ListensTo(int source) => _first.ListensTo(source);

    /// <summary>Whether a condition decides as well.</summary>
    internal bool HasCondition => _first.Definition.Where is not null;

    /// <summary>The fields of a source by which it is decided whether its events enter.</summary>
    internal IEnumerable<int> NeededOf(int source) => _first.NeededOf(source);

    /// <summary>The fields of a source that are added up.</summary>
    internal IEnumerable<Summand> SummandsOf(int source) => _summands[source];

    /// <summary>Whether every window that an instant falls into is closed, so that an event of that time is late (N6).</summary>
    internal bool IsLate(long timeTicks) => _first.IsLate(timeTicks, _context.Clock.Ticks);

    /// <summary>The verdict on the event by the fields that are added up: negative, out of range or accepted (N7).</summary>
    internal Verdict JudgeSummands(in Event e)
    {
        var verdict = Verdict.Accepted;
        foreach (var summand in _summands[e.Source])
        {
            var by = summand.Judge(in e);
            if (by != Verdict.Accepted && (verdict == Verdict.Accepted || by < verdict)) verdict = by;
        }

        return verdict;
    }

    private static Summand[] Strictest(IEnumerable<Summand> summands) =>
        [.. summands.GroupBy(s => s.Field).Select(same => new Summand(same.Key, same.Any(s => s.IsCounter)))];

    /// <summary>Counts the windows that an event of this time is late for (N7).</summary>
    internal void CountMisses(long timeTicks, WindowMisses misses)
    {
        foreach (var metric in _metrics) metric.CountMisses(timeTicks, _context.Clock.Ticks, misses);
    }
}
