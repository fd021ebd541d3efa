using System.Reactive.Disposables;
using Streams.Definition;
using Streams.Events;
using Streams.Grouping;
using Streams.Planning;
using Streams.Publishing;
using Streams.Timing;

namespace Streams.Lane;

/// <summary>A pipeline's state from one clock's start until it is stopped or the clock is set back (L7).</summary>
internal sealed class RunningPipeline : IDisposable
{
    private readonly Relay<Event>[][] _events;
    private readonly Relay<DateTimeOffset> _reads = new();
    private readonly CompositeDisposable _subscriptions = [];
    private readonly Admission _admission;
    private readonly Beats?[] _beats;
    private readonly PlanContext _context;
    private readonly LaneListener _listener;
    private Exception? _error;

    internal RunningPipeline(PipelineDefinition definition, PipelinePage page, DateTimeOffset start, WindowMisses misses, LaneListener listener)
    {
        Clock = new LaneClock(start);
        _listener = listener;
        _context = new PlanContext(definition, Clock);
        var groups = GroupPlan.Of(definition, _context);
        _admission = new Admission(groups, definition.Sources, misses);
        _beats = _context.BeatsBySource;
        var events = Array.ConvertAll(groups, _ => new Relay<Event>());
        _events = [.. definition.Sources.Select((_, source) => events.Where((_, plan) => groups[plan].ListensTo(source)).ToArray())];
        for (var i = 0; i < groups.Length; i++)
        {
            _subscriptions.Add(events[i].Readings(groups[i], _reads, Clock).Subscribe(page.Publish, error => _error = error, () => { }));
        }
    }

    internal LaneClock Clock { get; }

    /// <summary>Distinct workers with a live group in any metric.</summary>
    internal int Workers => _context.Roster.Count;

    /// <summary>Workers that lost their last group.</summary>
    internal long WorkersExpired => _context.Roster.Expired;

    public void Dispose() => _subscriptions.Dispose();

    /// <summary>Does everything that falls due at or before an instant, in ticks, and stands there.</summary>
    internal void AdvanceTo(long ticks)
    {
        Clock.MoveTo(ticks);
        ThrowIfFailed();
    }

    /// <summary>Judges one event and pushes it through the graph, where it is accepted or only late.</summary>
    internal Verdict Push(in Event e)
    {
        var now = Clock.Ticks;
        var verdict = _admission.Judge(in e, now);
        if (verdict is Verdict.TooManyWorkers)
        {
            var exceeded = _admission.Exceeded!;
            _listener.OnTooManyWorkers(exceeded.Metrics[0].Definition.Name, exceeded.By(e).ToString());
        }

        if (verdict is Verdict.Accepted) _admission.CountMisses(in e, now);
        if (verdict is Verdict.Accepted or Verdict.Late)
        {
            // A late one renews leases, and enters no window (N3).
            Beat(e.Source, e.Keys);
            foreach (var plan in _events[e.Source]) plan.OnNext(e);
            ThrowIfFailed();
        }

        return verdict;
    }

    /// <summary>A worker of this source is alive (N12).</summary>
    internal void Beat(int source, WorkerKey keys) => _beats[source]?.Beat(keys.Worker, Clock.Ticks);

    /// <summary>Lets readers look: after all other work of the instant (L4).</summary>
    internal void Read()
    {
        _reads.OnNext(Clock.Now);
        ThrowIfFailed();
    }

    private void ThrowIfFailed()
    {
        if (_error is not null) throw Failure(_error);
    }

    private static InvalidOperationException Failure(Exception error) => new("the pipeline failed: " + error.Message, error);
}
