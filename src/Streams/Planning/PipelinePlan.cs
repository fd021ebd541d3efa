using Streams.Definition;
using Streams.Events;
using Streams.Grouping;
using Streams.Reducing;
using Streams.Timing;

namespace Streams.Planning;

/// <summary>What a definition becomes before it runs on a clock: the plans of its metrics, admission, and the workers that are alive.</summary>
internal sealed class PipelinePlan
{
    private readonly PlanContext _context;
    private readonly Beats?[] _beats;

    internal PipelinePlan(PipelineDefinition definition, LaneClock clock, WindowMisses misses)
    {
        _context = new PlanContext(definition, clock);
        Groups = GroupPlan.Of(definition, _context);
        Queries = [.. Groups.Select(plan => plan.Query)];
        Admission = new Admission(Groups, definition.Sources, misses, _context);
        _beats = _context.BeatsBySource;
    }

    /// <summary>The plans, each of the metrics that agree in their events and groups.</summary>
    internal IReadOnlyList<GroupPlan> Groups { get; }

    /// <summary>Their queries, in the same order.</summary>
    internal IReadOnlyList<WorkerQuery<Event>> Queries { get; }

    /// <summary>Decides which events enter.</summary>
    internal Admission Admission { get; }

    /// <summary>The workers of all metrics.</summary>
    internal WorkerRoster Roster => _context.Roster;

    /// <summary>The worker of an admitted event is alive (N12).</summary>
    internal void Beat(Event e) => Beat(e.Source, e.Keys);

    /// <summary>A worker of a source is alive (N12).</summary>
    internal void Beat(int source, WorkerKey keys) => _beats[source]?.Beat(keys, _context.Clock.Ticks);

    /// <summary>Extends all leases and beats, by ticks (N13).</summary>
    internal void Extend(long by)
    {
        foreach (var query in Queries) query.Live.Extend(by);
        foreach (var beats in _beats) beats?.Extend(by);
    }
}
