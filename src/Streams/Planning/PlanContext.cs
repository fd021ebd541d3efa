using Streams.Definition;
using Streams.Events;
using Streams.Grouping;
using Streams.Timing;

namespace Streams.Planning;

/// <summary>What the metrics of one running pipeline share: its clock, its workers, and their heartbeats.</summary>
internal sealed class PlanContext
{
    private readonly PipelineDefinition _pipeline;
    private readonly Dictionary<string, Beats> _beats = [];
    private readonly Dictionary<string, KeyOf> _by = [];
    private readonly Dictionary<string, LeaseTerms> _terms = [];
    private Beats[]? _vouching;

    internal PlanContext(PipelineDefinition pipeline, LaneClock clock)
    {
        _pipeline = pipeline;
        Clock = clock;
        Started = clock.Now;
        Labels = new JoinedLabels(pipeline);
        Goodbyes = new Goodbyes(clock.Leases);
        Roster = new WorkerRoster { Left = Labels.Forget, IsVouchedFor = IsVouchedFor };
        Budget = new SeriesBudget(pipeline.MaxSeries);
    }

    /// <summary>An event's time: one function for all queries, so that equal leases are known to be equal.</summary>
    internal static Func<Event, long> TimeTicks { get; } = static e => e.TimeTicks;

    internal LaneClock Clock { get; }

    internal DateTimeOffset Started { get; }

    internal WorkerRoster Roster { get; }

    /// <summary>What is known of workers beside their events.</summary>
    internal JoinedLabels Labels { get; }

    /// <summary>Workers that are said to have gone.</summary>
    internal Goodbyes Goodbyes { get; }

    /// <summary>The workers that a registry names, heard by the beats of all sources.</summary>
    internal RegisteredWorkers HeardWorkers() => new([.. _pipeline.Sources.Select(s => BeatsOf(s.Name))]);

    internal SeriesBudget Budget { get; }

    /// <summary>The beats of the named sources, each kept once for all metrics.</summary>
    internal IReadOnlyList<Beats> Beats(IReadOnlyList<string> sources) => [.. sources.Select(BeatsOf)];

    /// <summary>Heartbeats by the source's index; null for a source that no other names in <c>alive</c>.</summary>
    internal Beats?[] BeatsBySource => [.. _pipeline.Sources.Select(s => _beats.GetValueOrDefault(s.Name))];

    /// <summary>Heartbeats by the source's index; null for a source that vouches for no workers of others (N4).</summary>
    internal Beats?[] VouchingBySource =>
        [.. _pipeline.Sources.Select(s => _pipeline.Sources.Any(other => other.VouchedBy.Contains(s.Name)) ? BeatsOf(s.Name) : null)];

    /// <summary>Whether any source vouches for a worker now.</summary>
    internal bool IsVouchedFor(string worker) => Streams.Grouping.Beats.AnyKnows(_vouching ??= [.. VouchingBySource.OfType<Beats>()], worker);

    /// <summary>The key of an event's group by the names of its labels; the same functions for the same names, so that equal choices share rows.</summary>
    internal KeyOf Key(IReadOnlyList<string> names)
    {
        var choice = string.Join(' ', names);
        if (_by.TryGetValue(choice, out var by)) return by;
        int[][] positions = [.. _pipeline.Sources.Select(source => names.Select(source.Schema.KeyIndex).ToArray())];
        return _by[choice] = new KeyOf(e => e.Keys.Project(positions[e.Source]), (in e, out chosen) =>
        {
            chosen = positions[e.Source];
            return e.Keys;
        });
    }

    /// <summary>How long an event's lease is, and how its source ranks; the same functions where these are the same, so that metrics share leases.</summary>
    internal LeaseTerms Terms(MetricPlan metric)
    {
        var choice = string.Join(' ', metric.Expire.Zip(metric.Precedence));
        if (!_terms.TryGetValue(choice, out var terms)) _terms[choice] = terms = new(e => metric.Expire[e.Source], e => metric.Precedence[e.Source]);
        return terms;
    }

    private Beats BeatsOf(string source)
    {
        if (!_beats.TryGetValue(source, out var beats))
        {
            var definition = _pipeline.Sources.Single(s => s.Name == source);
            var vouches = _pipeline.Sources.Any(s => s.VouchedBy.Contains(source));
            var turnstile = vouches ? Turnstile.OfCap(_pipeline.MaxWorkers) : null;
            _beats[source] = beats = new Beats(definition.BeatsFor ?? definition.Expire, _pipeline.MaxWorkers, Clock.Leases, turnstile);
        }

        return beats;
    }

    internal sealed record KeyOf(Func<Event, WorkerKey> By, KeyChoice<Event> Choice);

    internal sealed record LeaseTerms(Func<Event, TimeSpan> Expire, Func<Event, int> Precedence);
}
