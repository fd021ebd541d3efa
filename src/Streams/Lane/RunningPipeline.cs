using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using Streams.Definition;
using Streams.Events;
using Streams.Planning;
using Streams.Timing;

namespace Streams.Lane;

/// <summary>A pipeline's state from one clock's start until it is stopped or the clock is set back (L7).</summary>
internal sealed class RunningPipeline : IDisposable
{
    private readonly Subject<Event> _events = new();
    private readonly Subject<DateTimeOffset> _reads = new();
    private readonly CompositeDisposable _subscriptions = [];
    private readonly PipelinePlan _plan;
    private readonly LaneListener _listener;
    private Exception? _error;
    private OutOfMemoryException? _lack;

    internal RunningPipeline(PipelineDefinition definition, Action<WindowReadings> publish, DateTimeOffset start, WindowMisses misses, LaneListener listener)
    {
        Clock = new LaneClock(start);
        _listener = listener;
        _plan = new PipelinePlan(definition, Clock, misses);
        // Whoever subscribes to the reads first is told first: the groups are there before what is made of them.
        var groups = _events.Reduced(_plan, _reads, Clock).Publish();
        _subscriptions.Add(groups.Connect());
        // What shows them begins anew where the memory for it was lacking: the groups are as they were.
        _subscriptions.Add(groups.Readings(_plan, _reads).Do(publish).RetryWhen(errors => errors.Do(Forgive)).Subscribe(_ => { }, error => _error = error));
    }

    internal LaneClock Clock { get; }

    /// <summary>Distinct workers with a live group in any metric, but for strangers (N4).</summary>
    internal int Workers => _plan.Roster.Count;

    /// <summary>Workers that lost their last group.</summary>
    internal long WorkersExpired => _plan.Roster.Expired;

    /// <summary>Series that groups may still begin (N4).</summary>
    internal long SeriesLeft => _plan.SeriesLeft;

    /// <summary>Groups that made room for others (N4).</summary>
    internal long GroupsDisplaced => _plan.Queries.Sum(query => query.Live.Displaced);

    /// <summary>How often sums began anew, since they would have left the exact range.</summary>
    internal long SumsRestarted => _plan.Queries.Sum(query => query.Live.Restarts);

    /// <summary>The workers that a registry names; null where the pipeline has none.</summary>
    internal RegisteredWorkers? Registered => _plan.Registered;

    public void Dispose()
    {
        _subscriptions.Dispose();
        _plan.Dispose();
    }

    /// <summary>Does everything that falls due at or before an instant, in ticks, and stands there.</summary>
    internal void AdvanceTo(long ticks)
    {
        Clock.MoveTo(ticks);
        ThrowIfFailed();
    }

    /// <summary>Judges one event and pushes it through the graph, where it is accepted or only late.</summary>
    internal Verdict Push(in Event e)
    {
        _events.OnNext(e);
        ThrowIfFailed();
        var verdict = _plan.Admission.Verdict;
        if (verdict is Verdict.TooManyWorkers)
        {
            var exceeded = _plan.Admission.Exceeded!;
            _listener.OnTooManyWorkers(exceeded.Metrics[0].Definition.Name, exceeded.Query.By(e).ToString());
        }

        return verdict;
    }

    /// <summary>A worker of this source is alive (N12).</summary>
    internal void Beat(int source, WorkerKey keys) => _plan.Beat(source, keys);

    /// <summary>Extends all leases and beats, by ticks (N13).</summary>
    internal void Extend(long by) => _plan.Extend(by);

    /// <summary>A source says that a worker has gone (N12).</summary>
    internal void Goodbye(int source, WorkerKey keys) => _plan.Goodbye(source, keys);

    /// <summary>Lets readers look: after all other work of the instant (L4).</summary>
    /// <exception cref="OutOfMemoryException">There is no memory to show everything. Nothing is lost, and a later read may succeed.</exception>
    internal void Read()
    {
        _lack = null;
        _reads.OnNext(Clock.Now);
        ThrowIfFailed();
        if (_lack is not null) throw _lack;
    }

    private void Forgive(Exception error) =>
        _lack = error as OutOfMemoryException ?? throw error;

    private void ThrowIfFailed()
    {
        if (_error is not null) throw Failure(_error);
    }

    private static InvalidOperationException Failure(Exception error) => new("the pipeline failed: " + error.Message, error);
}
