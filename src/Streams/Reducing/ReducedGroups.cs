using Streams.Events;
using Streams.Grouping;

namespace Streams.Reducing;

/// <summary>The living groups of one query, of which every window keeps what it needs, by row.</summary>
internal sealed class ReducedGroups<TEvent> : Groups<TEvent>
{
    private readonly ReducedWindow<TEvent>[] _windows;
    private readonly RunningWindow<TEvent>[] _running;
    private readonly Panes<TEvent>[] _panes;
    private readonly Func<TEvent, long> _timeTicks;
    private int _arranged;
    private long _due = long.MaxValue;

    internal ReducedGroups(WorkerQuery<TEvent> query)
        : base(query.By, query.Leases)
    {
        _timeTicks = query.TimeTicks;
        Choice = query.Choice;
        _windows = [.. query.Windows.Select(window => ReducedWindow<TEvent>.Of(window, query.Lateness, query.Since.UtcTicks))];
        _running = [.. _windows.OfType<RunningWindow<TEvent>>()];
        _panes = Panes<TEvent>.Of(_windows.OfType<PanedWindow<TEvent>>(), query.Lateness);
    }

    internal IReadOnlyList<ReducedWindow<TEvent>> Windows => _windows;

    internal override KeyChoice<TEvent>? Choice { get; }

    internal override long Due => _due;

    internal override long Restarts => _windows.Sum(window => window.Restarts);

    protected override bool CanRemember => true;

    /// <summary>The keys of the living groups, in order, as they were last arranged.</summary>
    internal WorkerKey[] Keys { get; private set; } = [];

    /// <summary>The rows of the same groups.</summary>
    internal int[] Places { get; private set; } = [];

    /// <summary>The order of the last event of the group at a row.</summary>
    internal long VersionOf(int row) => Rows.LookAt(row, Query).Version;

    /// <summary>Lists the groups in the order of their keys, if any began or ended. The rows are in that order already.</summary>
    internal void Arrange()
    {
        if (_arranged == Version) return;
        var (keys, places, count) = (new WorkerKey[Count], new int[Count], 0);
        foreach (var row in Rows.InOrder())
        {
            if (!Rows.LookAt(row, Query).IsHeld) continue;
            keys[count] = Rows.KeyOf(row);
            places[count++] = row;
        }

        (Keys, Places) = (keys, places);
        _arranged = Version;
    }

    internal override void CloseDue(long now)
    {
        foreach (var panes in _panes) panes.CloseDue(now);
        FindDue();
    }

    internal override void Grow(int capacity)
    {
        foreach (var window in _windows) window.Grow(capacity);
        foreach (var panes in _panes) panes.Grow(capacity);
    }

    internal override long TimeOf(in TEvent e) => _timeTicks(e);

    internal override bool HasLeaseOf(Groups<TEvent> other) => base.HasLeaseOf(other) && other is ReducedGroups<TEvent> same && same._timeTicks == _timeTicks;

    internal override void Take(int row, in TEvent e, long timeTicks, long order)
    {
        foreach (var window in _running) window.Add(row, in e, timeTicks, order);
        foreach (var panes in _panes) panes.Add(row, in e, timeTicks, order);
    }

    protected override void Begin(int row, WorkerKey key, long now)
    {
        foreach (var window in _windows) window.Begin(row);
        foreach (var panes in _panes) panes.Begin(row, now);
        if (Count == 1) FindDue();
    }

    protected override void End(int row)
    {
        foreach (var window in _windows) window.End(row);
        foreach (var panes in _panes) panes.End(row);
        if (Count == 0) FindDue();
    }

    private void FindDue()
    {
        _due = long.MaxValue;
        foreach (var panes in _panes) _due = Math.Min(_due, panes.Due);
    }
}
