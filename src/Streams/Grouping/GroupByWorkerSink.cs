using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using Streams.Events;

namespace Streams.Grouping;

/// <summary>One subscription of <c>GroupByWorker</c>: the live groups of a metric.</summary>
internal sealed class GroupByWorkerSink<TEvent> : IObserver<TEvent>, IDisposable
{
    private readonly Leases<TEvent> _leases;
    private readonly Func<TEvent, WorkerKey> _by;
    private readonly Func<TEvent, TimeSpan> _expire;
    private readonly Func<TEvent, int>? _precedence;
    private readonly IObserver<IGroupedObservable<WorkerKey, TEvent>> _groups;
    private readonly IScheduler _scheduler;
    private readonly Beats[][] _alive;
    private readonly Beats[] _beats;
    private readonly Dictionary<WorkerKey, Group<TEvent>> _live = [];
    private readonly Dictionary<string, GroupedWorker<TEvent>> _workers = [];
    private readonly LeaseQueue<Group<TEvent>> _queue;
    private readonly SingleAssignmentDisposable _subscription = new();
    private bool _stopped;

    internal GroupByWorkerSink(
        Leases<TEvent> leases,
        Func<TEvent, WorkerKey> by,
        IObserver<IGroupedObservable<WorkerKey, TEvent>> groups,
        IScheduler scheduler)
    {
        _leases = leases;
        _by = by;
        _expire = leases.Expire;
        _precedence = leases.Precedence;
        _groups = groups;
        _scheduler = scheduler;
        _alive = [.. leases.Alive.Select(beats => beats.ToArray())];
        _beats = [.. _alive.SelectMany(beats => beats).Distinct()];
        _queue = new(scheduler, OnLeaseOver);
    }

    internal int Count => _live.Count;

    internal long Refused { get; private set; }

    internal void Run(IObservable<TEvent> events)
    {
        _leases.Attach(this);
        foreach (var beats in _beats) beats.Ended += OnBeatEnded;
        _subscription.Disposable = events.SubscribeSafe(this);
    }

    public void OnNext(TEvent e)
    {
        if (_stopped) return;
        var now = _scheduler.Now.UtcTicks;
        EndDue(now);
        var key = _by(e);
        var rank = RankOf(e);
        if (_live.TryGetValue(key, out var group) && group.Worker.Rank == rank)
        {
            _queue.Renew(group, now, LeaseQueue<Group<TEvent>>.End(now, _expire(e)));
            group.Events.OnNext(e);
            return;
        }

        var worker = group?.Worker ?? _workers.GetValueOrDefault(key.Worker);
        if (!MayBegin(e, rank, worker)) return;
        if (worker is not null && rank < worker.Rank) TakeOver(worker, rank);
        if (!_stopped) Begin(e, key, rank, worker, now);
    }

    public void OnCompleted()
    {
        if (_stopped) return;
        foreach (var group in Stop()) group.Events.OnCompleted();
        _groups.OnCompleted();
    }

    public void OnError(Exception error)
    {
        if (_stopped) return;
        foreach (var group in Stop()) group.Events.OnError(error);
        _groups.OnError(error);
    }

    public void Dispose() => Stop();

    /// <summary>Whether an event would begin a group and end none for it.</summary>
    internal bool WouldBegin(TEvent e)
    {
        var key = _by(e);
        if (_live.ContainsKey(key)) return false;
        var rank = RankOf(e);
        var worker = _workers.GetValueOrDefault(key.Worker);
        return (worker is null || worker.Rank == rank) && MayBegin(e, rank, worker);
    }

    private int RankOf(TEvent e) => _precedence is null ? 0 : _precedence(e);

    private bool MayBegin(TEvent e, int rank, GroupedWorker<TEvent>? worker) =>
        (worker is null || rank <= worker.Rank) && (_leases.Begins is not { } begins || begins(e));

    private void EndDue(long now)
    {
        _queue.EndDue(now);
        foreach (var beats in _beats) beats.EndDue(now);
    }

    private void Begin(TEvent e, WorkerKey key, int rank, GroupedWorker<TEvent>? worker, long now)
    {
        if (_live.Count >= _leases.Cap)
        {
            Refused++;
            return;
        }

        if (worker is null)
        {
            worker = new(key.Worker, rank);
            _workers.Add(worker.Name, worker);
            _leases.Roster?.Join(worker.Name);
        }

        var group = new Group<TEvent>(key, worker);
        _live.Add(key, group);
        worker.Add(group);
        _queue.Add(group, now, LeaseQueue<Group<TEvent>>.End(now, _expire(e)));
        _groups.OnNext(group);
        if (!_stopped) group.Events.OnNext(e);
    }

    /// <summary>The worker stays and its groups go, so that nobody counts it as lost.</summary>
    private void TakeOver(GroupedWorker<TEvent> worker, int rank)
    {
        worker.Rank = rank;
        while (!_stopped && worker.First is { } group) End(group);
    }

    /// <summary>A plain lease is over: the group goes, unless its worker beats; then the end of the last beat ends it.</summary>
    private void OnLeaseOver(Group<TEvent> group)
    {
        if (IsKept(group.Worker, group.Ends)) return;
        End(group);
        LeaveIfEmpty(group.Worker);
    }

    private void OnBeatEnded(Beats beats, string name, long at)
    {
        if (!_workers.TryGetValue(name, out var worker) || !KeptBy(worker).Contains(beats)) return;
        if (IsKept(worker, at)) return;
        while (!_stopped && worker.First is { } group) End(group);
        LeaveIfEmpty(worker);
    }

    private void End(Group<TEvent> group)
    {
        group.Worker.Remove(group);
        _live.Remove(group.Key);
        _queue.Remove(group);
        group.Events.OnCompleted();
    }

    private void LeaveIfEmpty(GroupedWorker<TEvent> worker)
    {
        if (worker.First is null && _workers.Remove(worker.Name)) _leases.Roster?.Leave(worker.Name);
    }

    private Beats[] KeptBy(GroupedWorker<TEvent> worker) => worker.Rank < _alive.Length ? _alive[worker.Rank] : [];

    private bool IsKept(GroupedWorker<TEvent> worker, long at)
    {
        foreach (var beats in KeptBy(worker))
        {
            if (beats.Keeps(worker.Name, at)) return true;
        }

        return false;
    }

    private Group<TEvent>[] Stop()
    {
        if (_stopped) return [];
        _stopped = true;
        _subscription.Dispose();
        _queue.Dispose();
        foreach (var beats in _beats) beats.Ended -= OnBeatEnded;
        foreach (var worker in _workers.Keys) _leases.Roster?.Withdraw(worker);
        Group<TEvent>[] groups = [.. _live.Values];
        _workers.Clear();
        _live.Clear();
        _leases.Detach();
        return groups;
    }
}
