using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using Streams.Events;

namespace Streams.Grouping;

/// <summary>One subscription of <c>GroupByWorker</c>: a sequence for every group of the table.</summary>
internal sealed class GroupByWorkerSink<TEvent> : Groups<TEvent>, IObserver<TEvent>, IDisposable
{
    private readonly LiveGroups<TEvent> _live;
    private readonly IObserver<IGroupedObservable<WorkerKey, TEvent>> _observer;
    private readonly WorkerTable<TEvent> _table;
    private readonly SingleAssignmentDisposable _subscription = new();
    private Group<TEvent>?[] _groups = [];

    internal GroupByWorkerSink(
        Func<TEvent, WorkerKey> by,
        Leases<TEvent> leases,
        LiveGroups<TEvent> live,
        IObserver<IGroupedObservable<WorkerKey, TEvent>> observer,
        IScheduler scheduler)
        : base(by, leases)
    {
        live.Attach(this);
        _live = live;
        _observer = observer;
        _table = new WorkerTable<TEvent>([this], scheduler);
    }

    private static ReadOnlySpan<int> Enters => [0];

    internal void Run(IObservable<TEvent> events) => _subscription.Disposable = events.SubscribeSafe(this);

    public void OnNext(TEvent value)
    {
        if (!_table.IsStopped) _table.Take(value, Enters);
    }

    public void OnCompleted()
    {
        foreach (var group in Stop()) group.Events.OnCompleted();
        _observer.OnCompleted();
    }

    public void OnError(Exception error)
    {
        foreach (var group in Stop()) group.Events.OnError(error);
        _observer.OnError(error);
    }

    public void Dispose() => Stop();

    internal override void Grow(int capacity) => Array.Resize(ref _groups, capacity);

    internal override void Take(int row, in TEvent e, long timeTicks, long order) => _groups[row]!.Events.OnNext(e);

    protected override void Begin(int row, WorkerKey key, long now)
    {
        var group = _groups[row] = new Group<TEvent>(key);
        _observer.OnNext(group);
    }

    protected override void End(int row)
    {
        var group = _groups[row]!;
        _groups[row] = null;
        group.Events.OnCompleted();
    }

    private Group<TEvent>[] Stop()
    {
        if (_table.IsStopped) return [];
        _table.Dispose();
        _subscription.Dispose();
        _live.Detach();
        Group<TEvent>[] groups = [.. _groups.OfType<Group<TEvent>>()];
        _groups = [];
        return groups;
    }
}
