using System.Reactive.Disposables;
using System.Reactive.Linq;
using Streams.Decoding;
using Streams.Grouping;
using Streams.Publishing;

namespace Streams.Lane;

/// <summary>A pipeline's state from one clock's start until it is stopped or the clock is set back (L7).</summary>
internal sealed class RunningPipeline : IDisposable
{
    private readonly Relay<Event>[] _events;
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
        _events = [.. definition.Sources.Select(_ => new Relay<Event>())];
        _beats = _context.BeatsBySource;
        foreach (var plan in groups)
        {
            _subscriptions.Add(EventsOf(plan).Readings(plan, _reads, Clock).Subscribe(page.Publish, error => _error = error, () => { }));
        }
    }

    internal LaneClock Clock { get; }

    /// <summary>Distinct workers with a live group in any metric.</summary>
    internal int Workers => _context.Roster.Count;

    /// <summary>Workers that lost their last group.</summary>
    internal long WorkersExpired => _context.Roster.Expired;

    public void Dispose() => _subscriptions.Dispose();

    /// <summary>Does everything that falls due at or before an instant, and stands there.</summary>
    internal void AdvanceTo(DateTimeOffset instant)
    {
        Clock.MoveTo(instant);
        ThrowIfFailed();
    }

    /// <summary>Judges one event and pushes it through the graph, where it is accepted or only late.</summary>
    internal Verdict Push(Event e)
    {
        var verdict = _admission.Judge(e, Clock.Ticks);
        if (verdict is Verdict.TooManyWorkers)
        {
            var exceeded = _admission.Exceeded!;
            _listener.OnTooManyWorkers(exceeded.Metrics[0].Definition.Name, exceeded.By(e).ToString());
        }

        if (verdict is Verdict.Accepted) _admission.CountMisses(e, Clock.Ticks);
        if (verdict is Verdict.Accepted or Verdict.Late)
        {
            // A late one renews leases, and enters no window (N3).
            Beat(e.Source, e.Keys);
            _events[e.Source].OnNext(e);
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

    /// <summary>The events of a plan's sources, in the lane's order. One thread pushes them, so that they need no lock to meet.</summary>
    private IObservable<Event> EventsOf(GroupPlan plan) =>
        Observable.Create<Event>(observer => new CompositeDisposable(_events.Where((_, source) => plan.ListensTo(source)).Select(events => events.Subscribe(observer))));

    private void ThrowIfFailed()
    {
        if (_error is not null) throw new InvalidOperationException("the pipeline failed: " + _error.Message, _error);
    }
}
