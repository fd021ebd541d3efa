using Streams.Events;
using Streams.Grouping;

namespace Streams.Reducing;

/// <summary>The living groups of one query, of which every window keeps what it needs, by row.</summary>
internal sealed class ReducedGroups<TEvent> : Groups<TEvent>
{
    private readonly ReducedWindow<TEvent>[] _windows;
    private readonly Func<TEvent, long> _timeTicks;
    private int _arranged;
    private long _due = long.MaxValue;

    internal ReducedGroups(WorkerQuery<TEvent> query)
        : base(query.By, query.Leases)
    {
        _timeTicks = query.TimeTicks;
        _windows = [.. query.Windows.Select(window => ReducedWindow<TEvent>.Of(window, query.Lateness, query.Since.UtcTicks))];
    }

    internal IReadOnlyList<ReducedWindow<TEvent>> Windows => _windows;

    internal override long Due => _due;

    internal override long Restarts => _windows.Sum(window => window.Restarts);

    protected override bool CanRemember => true;

    /// <summary>The keys of the living groups, in order, as they were last arranged.</summary>
    internal WorkerKey[] Keys { get; private set; } = [];

    /// <summary>The rows of the same groups.</summary>
    internal int[] Places { get; private set; } = [];

    /// <summary>The order of the last event of the group at a row.</summary>
    internal long VersionOf(int row) => Rows.PlaceOf(row, Query).Version;

    /// <summary>Lists the groups in the order of their keys, if any began or ended. The rows are in that order already.</summary>
    internal void Arrange()
    {
        if (_arranged == Version) return;
        _arranged = Version;
        var (keys, places, count) = (new WorkerKey[Count], new int[Count], 0);
        foreach (var row in Rows.InOrder())
        {
            if (!Rows.PlaceOf(row, Query).IsHeld) continue;
            keys[count] = Rows.KeyOf(row);
            places[count++] = row;
        }

        (Keys, Places) = (keys, places);
    }

    internal override void CloseDue(long now)
    {
        foreach (var window in _windows) window.CloseDue(now);
        FindDue();
    }

    internal override void Grow(int capacity)
    {
        foreach (var window in _windows) window.Grow(capacity);
    }

    internal override void Take(int row, in TEvent e, long order)
    {
        var time = _timeTicks(e);
        foreach (var window in _windows) window.Add(row, in e, time, order);
    }

    protected override void Begin(int row, WorkerKey key, long now)
    {
        foreach (var window in _windows) window.Begin(row, now);
        if (Count == 1) FindDue();
    }

    protected override void End(int row)
    {
        foreach (var window in _windows) window.End(row);
        if (Count == 0) FindDue();
    }

    private void FindDue()
    {
        _due = long.MaxValue;
        foreach (var window in _windows) _due = Math.Min(_due, window.Due);
    }
}
