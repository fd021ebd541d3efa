namespace Streams.Cli.Top;

/// <summary>How the workers are looked at: in which order, which of them, and from which on. Keys change it.</summary>
internal sealed class TopView
{
    /// <summary>Rows stay where they are for so long, so that one can read them.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    private static readonly (string Name, Func<WorkerRow, double?> Of)[] Orders =
    [
        // By percent; below them, by what they have in use, those whose capacity nobody knows.
        ("Load", row => row.Share is { } share ? 1e12 + share : row.Load),
        ("Slots", row => row.Slots),
        ("Waiting", row => row.Waiting),
        ("Hit rate", row => row.HitRate),
        ("Reuse", row => row.Reuse),
    ];

    private readonly TimeProvider _time;
    private readonly Dictionary<string, int> _places = [];
    private string _pipeline = "";
    private string[] _pipelines = [];
    private long? _settled;
    private int _order;
    private int _offset;
    private int _page = 10;

    internal TopView(TimeProvider time) => _time = time;

    /// <summary>The column that it is sorted by; the worker's own name where there is none.</summary>
    internal string Order => _order < Orders.Length ? Orders[_order].Name : "Worker";

    /// <summary>Whether the least is on top.</summary>
    internal bool IsReversed { get; private set; }

    /// <summary>Whether nothing moves.</summary>
    internal bool IsHeld { get; private set; }

    /// <summary>Whether the keys are shown.</summary>
    internal bool ShowsHelp { get; private set; }

    /// <summary>Whether a filter is being typed.</summary>
    internal bool IsTyping { get; private set; }

    /// <summary>What a worker's id or component must contain.</summary>
    internal string Filter { get; private set; } = "";

    /// <summary>Whether the program is to end.</summary>
    internal bool IsOver { get; private set; }

    /// <summary>What it shows, in words; empty where it shows everything.</summary>
    internal string Summary => string.Join("   ", ((string[])[
        _pipeline.Length > 0 ? $"pipeline {_pipeline}" : "",
        IsTyping ? $"filter: {Filter}_" : Filter.Length > 0 ? $"filter: {Filter}" : "",
        IsHeld ? "held (space goes on)" : ""]).Where(part => part.Length > 0));

    /// <summary>The rows that are shown, at most so many, in their order.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="room">How many there is room for.</param>
    /// <returns>The rows, how many are above them, and how many below.</returns>
    internal (IReadOnlyList<WorkerRow> Rows, int Above, int Below) Take(IReadOnlyList<WorkerRow> rows, int room)
    {
        _pipelines = [.. rows.Select(r => r.Pipeline).Distinct().Order(StringComparer.Ordinal)];
        var mine = rows.Where(r => (_pipeline.Length == 0 || r.Pipeline == _pipeline)
            && (r.Id.Contains(Filter, StringComparison.OrdinalIgnoreCase) || r.Component.Contains(Filter, StringComparison.OrdinalIgnoreCase))).ToArray();
        if (_settled is not { } settled || _time.GetElapsedTime(settled) >= Settled) Settle(mine);
        // Who is new stands below until the rows are settled again.
        var sorted = mine.OrderBy(r => _places.GetValueOrDefault(r.Name, int.MaxValue)).ThenBy(r => r.Name, StringComparer.Ordinal).ToArray();
        _page = Math.Max(1, room);
        _offset = Math.Clamp(_offset, 0, Math.Max(0, sorted.Length - _page));
        var shown = sorted.Skip(_offset).Take(_page).ToArray();
        return (shown, _offset, sorted.Length - _offset - shown.Length);
    }

    /// <summary>A key was pressed.</summary>
    internal void Press(ConsoleKeyInfo key)
    {
        if (IsTyping) Type(key);
        else if (ShowsHelp) ShowsHelp = false;
        else Command(key);
    }

    private void Command(ConsoleKeyInfo key)
    {
        switch (key.Key, key.KeyChar)
        {
            case (_, 'q'): IsOver = true; break;
            case (_, '?' or 'h'): ShowsHelp = true; break;
            case (_, 's'): Sort((_order + 1) % (Orders.Length + 1)); break;
            case (_, 'r'): (IsReversed, _settled) = (!IsReversed, null); break;
            case (_, 'p'): Pipeline(); break;
            case (_, '/'): IsTyping = true; break;
            case (_, ' '): IsHeld = !IsHeld; break;
            case (ConsoleKey.Escape, _): (Filter, _pipeline, _offset, _settled) = ("", "", 0, null); break;
            case (ConsoleKey.DownArrow, _) or (_, 'j'): _offset++; break;
            case (ConsoleKey.UpArrow, _) or (_, 'k'): _offset--; break;
            case (ConsoleKey.PageDown, _): _offset += _page; break;
            case (ConsoleKey.PageUp, _): _offset -= _page; break;
            case (ConsoleKey.Home, _) or (_, 'g'): _offset = 0; break;
            case (ConsoleKey.End, _) or (_, 'G'): _offset = int.MaxValue / 2; break;
        }
    }

    private void Type(ConsoleKeyInfo key)
    {
        (_offset, _settled) = (0, null);
        if (key.Key == ConsoleKey.Enter) IsTyping = false;
        else if (key.Key == ConsoleKey.Escape) (IsTyping, Filter) = (false, "");
        else if (key.Key == ConsoleKey.Backspace) Filter = Filter[..Math.Max(0, Filter.Length - 1)];
        else if (!char.IsControl(key.KeyChar)) Filter += key.KeyChar;
    }

    private void Sort(int order) => (_order, _offset, _settled) = (order, 0, null);

    private void Pipeline()
    {
        string[] all = ["", .. _pipelines];
        (_pipeline, _offset, _settled) = (all[(Array.IndexOf(all, _pipeline) + 1) % all.Length], 0, null);
    }

    private void Settle(IReadOnlyList<WorkerRow> rows)
    {
        if (_order == Orders.Length)
        {
            Place(IsReversed ? rows.OrderByDescending(r => r.Id, StringComparer.Ordinal) : rows.OrderBy(r => r.Id, StringComparer.Ordinal));
        }
        else
        {
            var of = Orders[_order].Of;
            // Who has no value stands below, whichever way it goes.
            var known = rows.OrderBy(r => of(r) is null);
            Place((IsReversed ? known.ThenBy(of) : known.ThenByDescending(of)).ThenBy(r => r.Id, StringComparer.Ordinal));
        }
    }

    private void Place(IEnumerable<WorkerRow> sorted)
    {
        _settled = _time.GetTimestamp();
        _places.Clear();
        foreach (var row in sorted) _places.TryAdd(row.Name, _places.Count);
    }
}
