using Streams.Windowing;

namespace Streams.Reducing;

/// <summary>Tumbling or hopping windows of all groups, cut into panes; the panes of a window are merged when it closes.</summary>
/// <remarks>
/// A pane holds a reducer for each call with a place for each row. As long as any group lives, window after window closes, each when
/// the clock reaches its end + lateness. A group's windows begin with the first that did not end before one of its events and was
/// open then.
/// </remarks>
internal sealed class PanedWindow<TEvent>(WindowPlan<TEvent> plan, TimeSpan lateness, long since) : ReducedWindow<TEvent>(plan)
{
    private const long None = long.MaxValue;

    private readonly WindowGrid _grid = new(plan.Over, lateness);
    private readonly IReduced<TEvent> _reduced = plan.Reduced;
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

    internal override long Version => _shown;

    internal override long Due => _due;

    internal override bool IsShown(int row) => _first[row] <= _shown;

    internal override void HideUnshown(ReadOnlySpan<int> rows, Span<double> values)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (!IsShown(rows[i])) values[i] = double.NaN;
        }
    }

    internal override void Grow(int capacity)
    {
        base.Grow(capacity);
        Array.Resize(ref _first, capacity);
        foreach (var reducer in _panes.Values.SelectMany(pane => pane)) reducer.Grow(capacity);
        _spare.Clear();
    }

    internal override void Begin(int row, long now)
    {
        _first[row] = None;
        _used = Math.Max(_used, row + 1);
        if (_groups++ > 0) return;
        _next = _grid.FirstOpenAt(now);
        _due = _grid.DueOf(_next);
    }

    internal override void Add(int row, in TEvent e, long timeTicks, long order)
    {
        if (timeTicks < _paneBegins || timeTicks >= _paneEnds) FindPane(timeTicks);
        var first = Math.Max(_paneNumber, _next);
        if (first < _first[row]) _first[row] = first;
        if (_paneNumber + _grid.PanesInWindow > _next) _reduced.Add(in e, timeTicks, _pane, row, order);
    }

    internal override void End(int row)
    {
        base.End(row);
        foreach (var pane in _panes.Values)
        {
            foreach (var reducer in pane) reducer.Clear(row);
        }

        if (--_groups > 0) return;
        foreach (var number in _panes.Keys.ToArray()) Forget(number);
        _due = None;
    }

    internal override void CloseDue(long now)
    {
        while (_due <= now)
        {
            Close(_next++);
            _due = _grid.DueOf(_next);
        }
    }

    private void FindPane(long timeTicks)
    {
        _paneNumber = _grid.PaneAt(timeTicks);
        _paneBegins = _grid.BeginOfPane(_paneNumber);
        _paneEnds = _grid.EndOf(_paneNumber);
        if (_panes.TryGetValue(_paneNumber, out var pane))
        {
            _pane = pane;
        }
        else if (_paneNumber + _grid.PanesInWindow > _next)
        {
            _pane = _spare.TryPop(out var spare) ? spare : _reduced.New(_first.Length);
            _panes.Add(_paneNumber, _pane);
        }
    }

    private void Close(long window)
    {
        var first = window - _grid.PanesInWindow + 1;
        if (_grid.BeginOf(window) >= since)
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
}
