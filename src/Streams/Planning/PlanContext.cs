using Streams.Definition;
using Streams.Grouping;
using Streams.Timing;

namespace Streams.Planning;

/// <summary>What the metrics of one running pipeline share: its clock, its workers, who is known to be alive.</summary>
internal sealed class PlanContext
{
    private readonly PipelineDefinition _pipeline;
    private readonly Dictionary<string, Beats> _beats = [];
    private readonly Dictionary<(int Source, string Positions), int> _projections = [];

    internal PlanContext(PipelineDefinition pipeline, LaneClock clock)
    {
        _pipeline = pipeline;
        Clock = clock;
        Started = clock.Now;
    }

    internal LaneClock Clock { get; }

    internal DateTimeOffset Started { get; }

    internal WorkerRoster Roster { get; } = new();

    /// <summary>The beats of the named sources, each kept once for all metrics.</summary>
    internal IReadOnlyList<Beats> Beats(IReadOnlyList<string> sources) => [.. sources.Select(BeatsOf)];

    /// <summary>The beats by the source's index; null of a source that vouches for nobody.</summary>
    internal Beats?[] BeatsBySource => [.. _pipeline.Sources.Select(s => _beats.GetValueOrDefault(s.Name))];

    /// <summary>A small number for one choice of a source's keys: the same choice has the same number.</summary>
    internal int ProjectionId(int source, int[] positions)
    {
        var choice = (source, string.Join(',', positions));
        if (!_projections.TryGetValue(choice, out var id)) _projections[choice] = id = _projections.Count(p => p.Key.Source == source);
        return id;
    }

    private Beats BeatsOf(string source)
    {
        if (!_beats.TryGetValue(source, out var beats))
        {
            var definition = _pipeline.Sources.Single(s => s.Name == source);
            _beats[source] = beats = new Beats(definition.Expire, _pipeline.MaxWorkers, Clock.Leases);
        }

        return beats;
    }
}
