using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using Streams.Events;

namespace Streams.Reducing;

/// <summary>The living groups of <c>ReduceWindows</c>: each has a place, at which every window keeps what it needs of it.</summary>
internal sealed class ReducedGroups : IObserver<IGroupedObservable<WorkerKey, Event>>, IDisposable
{
    private readonly ReducedWindow[] _windows;
    private readonly IObserver<ReducedGroups> _observer;
    private readonly IScheduler _scheduler;
    private readonly SingleAssignmentDisposable _subscription = new();
    private readonly Stack<int> _free = [];
    private readonly List<ReducedGroup> _joined = [];
    private ReducedGroup?[] _groups = [];
    private ReducedGroup[] _inOrder = [];
    private int _used;
    private long _order;
    private bool _anyLeft;

    internal ReducedGroups(ReducedWindow[] windows, IObserver<ReducedGroups> observer, IScheduler scheduler)
    {
        _windows = windows;
        _observer = observer;
        _scheduler = scheduler;
    }

    internal IReadOnlyList<ReducedWindow> Windows => _windows;

    /// <summary>Changes when groups joined or left.</summary>
    internal int Version { get; private set; }

    /// <summary>The keys of the living groups, in order, as they were last arranged.</summary>
    internal WorkerKey[] Keys { get; private set; } = [];

    /// <summary>The places of the same groups.</summary>
    internal int[] Places { get; private set; } = [];

    /// <summary>Brings the groups into the order of their keys, if any joined or left.</summary>
    internal void Arrange()
    {
        if (!_anyLeft && _joined.Count == 0) return;
        var joined = _joined.Where(IsAlive).ToArray();
        var stayed = _anyLeft ? Array.FindAll(_inOrder, IsAlive) : _inOrder;
        Array.Sort(joined, static (a, b) => a.Key.CompareTo(b.Key));
        _inOrder = Merge(stayed, joined);
        Keys = Array.ConvertAll(_inOrder, group => group.Key);
        Places = Array.ConvertAll(_inOrder, group => group.Place);
        _joined.Clear();
        _anyLeft = false;
        Version++;
    }

    public void OnNext(IGroupedObservable<WorkerKey, Event> value)
    {
        if (!_free.TryPop(out var place)) place = _used++;
        if (place == _groups.Length) Grow();
        foreach (var window in _windows) window.Begin(place);
        var group = new ReducedGroup(this, value.Key, place);
        _groups[place] = group;
        _joined.Add(group);
        group.Listen(value);
    }

    public void OnError(Exception error)
    {
        Dispose();
        _observer.OnError(error);
    }

    /// <summary>No more groups will come; those that live stay.</summary>
    public void OnCompleted()
    {
    }

    public void Dispose()
    {
        _subscription.Dispose();
        foreach (var window in _windows) window.Dispose();
        foreach (var group in _groups) group?.Dispose();
    }

    internal void Run(IObservable<IGroupedObservable<WorkerKey, Event>> groups) => _subscription.Disposable = groups.SubscribeSafe(this);

    internal void Take(int place, in Event e)
    {
        var order = ++_order;
        var now = _scheduler.Now.UtcTicks;
        foreach (var window in _windows) window.Add(place, in e, order, now);
    }

    internal void Leave(ReducedGroup group)
    {
        foreach (var window in _windows) window.End(group.Place);
        _groups[group.Place] = null;
        _free.Push(group.Place);
        _anyLeft = true;
    }

    private void Grow()
    {
        var capacity = Math.Max(8, _groups.Length + (_groups.Length / 4));
        Array.Resize(ref _groups, capacity);
        foreach (var window in _windows) window.Grow(capacity);
    }

    private bool IsAlive(ReducedGroup group) => _groups[group.Place] == group;

    private static ReducedGroup[] Merge(ReducedGroup[] a, ReducedGroup[] b)
    {
        var merged = new ReducedGroup[a.Length + b.Length];
        for (int i = 0, j = 0; i + j < merged.Length;)
        {
            var takesA = j == b.Length || (i < a.Length && a[i].Key.CompareTo(b[j].Key) < 0);
            merged[i + j] = takesA ? a[i] : b[j];
            if (takesA) i++;
            else j++;
        }

        return merged;
    }
}
