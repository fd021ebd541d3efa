using Streams.Windowing;

namespace Streams.Reducing;

/// <summary>
/// The panes of time that windows of a query have in common: an event is added to one of them, and a window that closes merges those that it holds.
/// </summary>
/// <remarks>
/// A pane holds a reducer with a place for each row. Windows share panes where one is cut into the other's without a rest, and into few: 10s and 1m
/// every 5s are two and twelve panes of 5 s. Panes of their own cost each event a second addition, and a second array by row. As long as any group lives,
/// window after window closes, each when the clock reaches its end + lateness.
/// </remarks>
internal sealed class Panes<TEvent>
{
    /// <summary>How often the shortest time between windows may be contained in another's, so that they share panes. More would be long to merge.</summary>
    private const int MostPanesForOne = 4;

    private const long None = long.MaxValue;

    private readonly PanedWindow<TEvent>[] _windows;
    private readonly WindowGrid _grid;
    private readonly IReduced<TEvent> _reduced;
    private readonly Dictionary<long, Reducer[]> _panes = [];
    private readonly Stack<Reducer[]> _spare = [];
    private long[] _earliest = [];
    private int _groups;
    private int _used;
    private long _oldest;
    private Reducer[]? _pane;
    private long _paneNumber;
    private long _paneBegins = None;
    private long _paneEnds;

    private Panes(PanedWindow<TEvent>[] windows, TimeSpan lateness)
    {
        _windows = windows;
        var every = windows[0].Plan.Over.Every;
        _grid = new WindowGrid(Windowing.Over.Tumbling(every), lateness);
        _reduced = windows.Select(window => window.Plan.Reduced).Aggregate((all, next) => all.With(next));
        var states = _reduced.States.ToList();
        foreach (var window in windows) window.Positions = [.. window.Plan.Reduced.States.Select(state => states.IndexOf(state))];
    }

    /// <summary>When a window closes next; <see cref="long.MaxValue"/> where none does.</summary>
    internal long Due { get; private set; } = None;

    /// <summary>The panes of some windows: as few kinds as there can be.</summary>
    internal static Panes<TEvent>[] Of(IEnumerable<PanedWindow<TEvent>> windows, TimeSpan lateness)
    {
        List<List<PanedWindow<TEvent>>> kinds = [];
        foreach (var window in windows.OrderBy(window => window.Plan.Over.Every))
        {
            if (kinds.Find(kind => Contains(window.Plan.Over.Every, kind[0].Plan.Over.Every)) is { } kind) kind.Add(window);
            else kinds.Add([window]);
        }

        return [.. kinds.Select(kind => new Panes<TEvent>([.. kind], lateness))];
    }

    internal void Grow(int capacity)
    {
        Array.Resize(ref _earliest, capacity);
        foreach (var reducer in _panes.Values.SelectMany(pane => pane)) reducer.Grow(capacity);
        _spare.Clear();
    }

    /// <summary>A group begins at a row, which is empty.</summary>
    internal void Begin(int row, long now)
    {
        _earliest[row] = None;
        _used = Math.Max(_used, row + 1);
        if (_groups++ > 0) return;
        foreach (var window in _windows) window.Open(now);
        FindDue();
    }

    /// <summary>The group at a row takes an event.</summary>
    internal void Add(int row, in TEvent e, long timeTicks, long order)
    {
        if (timeTicks < _paneBegins || timeTicks >= _paneEnds) FindPane(timeTicks);
        if (_paneNumber < _earliest[row]) BeginEarlier(row, timeTicks);
        if (_pane is { } pane) _reduced.Add(in e, timeTicks, pane, row, order);
    }

    /// <summary>The group at a row ends, and all that is kept of it.</summary>
    internal void End(int row)
    {
        foreach (var pane in _panes.Values)
        {
            foreach (var reducer in pane) reducer.Clear(row);
        }

        if (--_groups > 0) return;
        Forget(long.MaxValue);
        Due = None;
    }

    internal void CloseDue(long now)
    {
        if (now < Due) return;
        foreach (var window in _windows) window.CloseDue(now, this);
        FindDue();
        Forget(_oldest);
    }

    /// <summary>Merges what groups took from one instant to before another into a window's reducers, whose places are empty.</summary>
    internal void MergeInto(Reducer[] shown, int[] positions, long begin, long end)
    {
        foreach (var reducer in shown) reducer.ClearAll(_used);
        for (var number = _grid.PaneAt(begin); number < _grid.PaneAt(end); number++)
        {
            if (!_panes.TryGetValue(number, out var pane)) continue;
            for (var i = 0; i < shown.Length; i++) shown[i].MergeAll(pane[positions[i]], _used);
        }
    }

    private static bool Contains(TimeSpan outer, TimeSpan inner) => outer.Ticks % inner.Ticks == 0 && outer.Ticks / inner.Ticks <= MostPanesForOne;

    /// <summary>A group's windows begin with the first that holds one of its events and is open then.</summary>
    private void BeginEarlier(int row, long timeTicks)
    {
        _earliest[row] = _paneNumber;
        foreach (var window in _windows) window.BeginAt(row, timeTicks);
    }

    private void FindPane(long timeTicks)
    {
        _paneNumber = _grid.PaneAt(timeTicks);
        _paneBegins = _grid.BeginOfPane(_paneNumber);
        _paneEnds = _grid.EndOf(_paneNumber);
        if (_panes.TryGetValue(_paneNumber, out _pane) || _paneNumber < _oldest) return;
        _pane = _spare.TryPop(out var spare) ? spare : _reduced.New(_earliest.Length);
        _panes.Add(_paneNumber, _pane);
    }

    private void FindDue()
    {
        (Due, _oldest) = (None, None);
        foreach (var window in _windows)
        {
            Due = Math.Min(Due, window.Due);
            _oldest = Math.Min(_oldest, _grid.PaneAt(window.OpenSince));
        }

        (_paneBegins, _paneEnds) = (None, 0);
    }

    private void Forget(long before)
    {
        // What is removed disturbs no enumeration of a dictionary.
        foreach (var (number, pane) in _panes)
        {
            if (number >= before) continue;
            foreach (var reducer in pane) reducer.ClearAll(_used);
            _spare.Push(pane);
            _panes.Remove(number);
        }

        (_paneBegins, _paneEnds) = (None, 0);
    }
}
