using Streams.Definition;
using Streams.Events;
using Streams.Grouping;
using Streams.Reducing;
using Streams.Timing;

namespace Streams.Planning;

/// <summary>What a definition becomes before it runs on a clock: the plans of its metrics, admission, and the workers that are alive.</summary>
internal sealed class PipelinePlan : IDisposable
{
    private readonly PlanContext _context;
    private readonly Beats?[] _beats;
    private readonly bool[] _isRegistry;

    internal PipelinePlan(PipelineDefinition definition, LaneClock clock, WindowMisses misses)
    {
        _context = new PlanContext(definition, clock);
        Groups = GroupPlan.Of(definition, _context);
        Derived = [.. definition.Metrics.Where(metric => metric.Of.Count > 0)];
        Queries = [.. Groups.Select(plan => plan.Query)];
        Admission = new Admission(Groups, definition.Sources, misses, _context);
        _isRegistry = [.. definition.Sources.Select(source => source.IsRegistry)];
        Registered = _isRegistry.Contains(true) ? _context.HeardWorkers() : null;
        _beats = _context.BeatsBySource;
    }

    /// <summary>The plans, each of the metrics that agree in their events and groups.</summary>
    internal IReadOnlyList<GroupPlan> Groups { get; }

    /// <summary>The metrics that are made of other metrics, in the order of the pipeline.</summary>
    internal IReadOnlyList<MetricDefinition> Derived { get; }

    /// <summary>Their queries, in the same order.</summary>
    internal IReadOnlyList<WorkerQuery<Event>> Queries { get; }

    /// <summary>Decides which events enter.</summary>
    internal Admission Admission { get; }

    /// <summary>The workers of all metrics.</summary>
    internal WorkerRoster Roster => _context.Roster;

    /// <summary>Series that groups may still begin.</summary>
    internal long SeriesLeft => _context.Budget.Left;

    /// <summary>The workers that a registry names; null where no source is one.</summary>
    internal RegisteredWorkers? Registered { get; }

    /// <summary>The worker of an admitted event is alive (N12), or registered, and what its keys tell is known (N14).</summary>
    internal void Beat(Event e)
    {
        if (_isRegistry[e.Source]) Register(e.Source, e.Keys.Worker);
        else _beats[e.Source]?.Beat(e.Keys, _context.Clock.Ticks);
        _context.Labels.Tell(e.Source, e.Keys);
    }

    /// <summary>A worker of a source is alive (N12).</summary>
    internal void Beat(int source, WorkerKey keys)
    {
        _beats[source]?.Beat(keys, _context.Clock.Ticks);
        _context.Goodbyes.TakeBack(source, keys.Worker);
    }

    /// <summary>A source says that a worker has gone (N12).</summary>
    internal void Goodbye(int source, WorkerKey keys)
    {
        _context.Goodbyes.Say(source, keys.Worker);
        Registered?.Remove(keys.Worker);
    }

    /// <summary>Extends all leases and beats, by ticks (N13).</summary>
    internal void Extend(long by)
    {
        foreach (var query in Queries) query.Live.Extend(by);
        foreach (var beats in _beats) beats?.Extend(by);
        _context.Goodbyes.Extend(by);
    }

    public void Dispose()
    {
        _context.Goodbyes.Dispose();
        _context.Labels.Clear();
    }

    private void Register(int source, string worker)
    {
        _context.Goodbyes.TakeBack(source, worker);
        Registered!.Add(worker);
    }
}
