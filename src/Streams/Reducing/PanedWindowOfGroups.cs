using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Streams.Events;
using Streams.Windowing;

namespace Streams.Reducing;

/// <summary>Tumbling or hopping windows of all groups, cut into panes; the panes of a window are merged when it closes.</summary>
/// <remarks>
/// Panes and windows are numbered as those of <see cref="WindowClock"/>. A pane holds a reducer for each call with a place for each
/// group. As long as any group lives, one timer closes window after window, each when the clock reaches its end + lateness. A
/// group's windows begin with the first that did not end before one of its events and was open then.
/// </remarks>
internal sealed class PanedWindowOfGroups : ReducedWindow
{
    private const long None = long.MaxValue;

    private readonly IScheduler _scheduler;
    private readonly long _every;
    private readonly long _length;
    private readonly long _lateness;
    private readonly long _since;
    private readonly Dictionary<long, Reducer[]> _panes = [];
    private readonly Stack<Reducer[]> _spare = [];
    private long[] _first = [];
    private int _groups;
    private int _used;
    private long _next;
    private long _due = None;
    private long _shown = long.MinValue;
    private Reducer[] _pane = [];
    private long _paneNumber;
    private long _paneBegins = None;
    private long _paneEnds;
    private IDisposable _timer = Disposable.Empty;

    internal PanedWindowOfGroups(WindowPlan plan, TimeSpan lateness, long since, IScheduler scheduler)
        : base(plan)
    {
        WindowClock.Check(plan.Over, lateness);
        _scheduler = scheduler;
        _every = plan.Over.Every.Ticks;
        _length = plan.Over.Length.Ticks;
        _lateness = lateness.Ticks;
        _since = since;
    }

    internal override long Version => _shown;

    private long PanesInWindow => _length / _every;

    public override void Dispose()
    {
        _due = None;
        _timer.Dispose();
    }

    internal override bool IsShown(int place) => _first[place] <= _shown;

    internal override void HideUnshown(ReadOnlySpan<int> places, Span<double> values)
    {
        for (var i = 0; i < places.Length; i++)
        {
            if (!IsShown(places[i])) values[i] = double.NaN;
        }
    }

    internal override void Grow(int capacity)
    {
        base.Grow(capacity);
        Array.Resize(ref _first, capacity);
        foreach (var reducer in _panes.Values.SelectMany(pane => pane)) reducer.Grow(capacity);
        _spare.Clear();
    }

    internal override void Begin(int place)
    {
        _first[place] = None;
        _used = Math.Max(_used, place + 1);
        if (_groups++ > 0) return;
        _next = PaneAt(_scheduler.Now.UtcTicks - _lateness);
        Arm();
    }

    internal override void Add(int place, in Event e, long order, long now)
    {
        if (now >= _due) CloseDue();
        if (e.TimeTicks < _paneBegins || e.TimeTicks >= _paneEnds) FindPane(e.TimeTicks);
        var first = Math.Max(_paneNumber, _next);
        if (first < _first[place]) _first[place] = first;
        if (_paneNumber + PanesInWindow > _next) Plan.Calls.Add(in e, _pane, place, order);
    }

    internal override void End(int place)
    {
        base.End(place);
        foreach (var pane in _panes.Values)
        {
            foreach (var reducer in pane) reducer.Clear(place);
        }

        if (--_groups > 0) return;
        foreach (var number in _panes.Keys.ToArray()) Forget(number);
        _due = None;
        _timer.Dispose();
    }

    private static long FloorDivide(long value, long by)
    {
        var (quotient, remainder) = Math.DivRem(value, by);
        return remainder < 0 ? quotient - 1 : quotient;
    }

    private long PaneAt(long ticks) => FloorDivide(ticks - DateTimeOffset.UnixEpoch.Ticks, _every);

    private long EndOf(long window) => DateTimeOffset.UnixEpoch.Ticks + ((window + 1) * _every);

    private void FindPane(long timeTicks)
    {
        _paneNumber = PaneAt(timeTicks);
        _paneEnds = EndOf(_paneNumber);
        _paneBegins = _paneEnds - _every;
        if (_panes.TryGetValue(_paneNumber, out var pane))
        {
            _pane = pane;
        }
        else if (_paneNumber + PanesInWindow > _next)
        {
            _pane = _spare.TryPop(out var spare) ? spare : Plan.Calls.New(_first.Length);
            _panes.Add(_paneNumber, _pane);
        }
    }

    private void CloseDue()
    {
        var now = _scheduler.Now.UtcTicks;
        while (now >= EndOf(_next) + _lateness) Close(_next++);
        Arm();
    }

    private void Close(long window)
    {
        var first = window - PanesInWindow + 1;
        if (EndOf(window) - _length >= _since)
        {
            _shown = window;
            foreach (var reducer in Shown) reducer.ClearAll(_used);
            for (var number = first; number <= window; number++)
            {
                if (!_panes.TryGetValue(number, out var pane)) continue;
                for (var i = 0; i < pane.Length; i++) Shown[i].MergeAll(pane[i], _used);
            }
        }

        Forget(first);
    }

    private void Forget(long number)
    {
        if (!_panes.Remove(number, out var pane)) return;
        foreach (var reducer in pane) reducer.ClearAll(_used);
        _spare.Push(pane);
        if (number == _paneNumber) (_paneBegins, _paneEnds) = (None, 0);
    }

    private void Arm()
    {
        _due = EndOf(_next) + _lateness;
        _timer.Dispose();
        _timer = _scheduler.Schedule(this, new DateTimeOffset(_due, TimeSpan.Zero), static (_, window) =>
        {
            window.OnTimer();
            return Disposable.Empty;
        });
    }

    private void OnTimer()
    {
        // A timer may fire early: what is not due yet waits on.
        if (_scheduler.Now.UtcTicks >= _due) CloseDue();
        else if (_due != None) Arm();
    }
}
