using Streams.Windowing;

namespace Streams.Reducing;

/// <summary>A tumbling or hopping window of all groups: shows the last that has closed. What it holds stands in <see cref="Panes{TEvent}"/>.</summary>
/// <remarks>A group's windows begin with the first that did not end before one of its events and was open then.</remarks>
internal sealed class PanedWindow<TEvent>(WindowPlan<TEvent> plan, TimeSpan lateness, long since) : ReducedWindow<TEvent>(plan)
{
    private const long None = long.MaxValue;

    private readonly WindowGrid _grid = new(plan.Over, lateness);
    private long[] _first = [];
    private long _next;
    private long _shown = long.MinValue;

    internal override long Version => _shown;

    /// <summary>When the next window closes.</summary>
    internal long Due => _grid.DueOf(_next);

    /// <summary>When the first window began that has not closed, in ticks.</summary>
    internal long OpenSince => _grid.BeginOf(_next);

    /// <summary>Where its reducers stand among those of the panes.</summary>
    internal int[] Positions { get; set; } = [];

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
    }

    internal override void Begin(int row) => _first[row] = None;

    /// <summary>The first group begins: windows close from now on.</summary>
    internal void Open(long now) => _next = _grid.FirstOpenAt(now);

    /// <summary>The group at a row takes an event that is earlier than all others.</summary>
    internal void BeginAt(int row, long timeTicks) => _first[row] = Math.Min(_first[row], Math.Max(_grid.PaneAt(timeTicks), _next));

    internal void CloseDue(long now, Panes<TEvent> panes)
    {
        for (; Due <= now; _next++)
        {
            if (OpenSince < since) continue;
            _shown = _next;
            panes.MergeInto(Shown, Positions, OpenSince, _grid.EndOf(_next));
        }
    }
}
