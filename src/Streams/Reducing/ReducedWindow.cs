using Streams.Windowing;

namespace Streams.Reducing;

/// <summary>One window of all groups of a query: what it shows of the group at each row.</summary>
internal abstract class ReducedWindow<TEvent>(WindowPlan<TEvent> plan)
{
    /// <summary>What the window shows of the groups, by row.</summary>
    internal Reducer[] Shown { get; } = plan.Reduced.New(0);

    internal WindowPlan<TEvent> Plan => plan;

    internal static ReducedWindow<TEvent> Of(WindowPlan<TEvent> plan, TimeSpan lateness, long since) =>
        plan.Over.IsAll ? new RunningWindow<TEvent>(plan) : new PanedWindow<TEvent>(plan, lateness, since);

    /// <summary>Changes whenever what is shown of living groups does.</summary>
    internal abstract long Version { get; }

    /// <summary>Whether what is shown of a group changes with its events, and with nothing else.</summary>
    internal virtual bool ChangesByEvent => false;

    /// <summary>How often a sum would have left the exact range, and what a group had taken began anew.</summary>
    internal virtual long Restarts => 0;

    /// <summary>Whether anything is shown of the group at a row.</summary>
    internal abstract bool IsShown(int row);

    /// <summary>Sets the values of groups that are not shown to NaN.</summary>
    internal virtual void HideUnshown(ReadOnlySpan<int> rows, Span<double> values)
    {
    }

    /// <summary>Makes room for so many rows.</summary>
    internal virtual void Grow(int capacity)
    {
        foreach (var reducer in Shown) reducer.Grow(capacity);
    }

    /// <summary>A group begins at a row, which is empty.</summary>
    internal virtual void Begin(int row)
    {
    }

    /// <summary>The group at a row ends, and all that is kept of it.</summary>
    internal virtual void End(int row)
    {
        foreach (var reducer in Shown) reducer.Clear(row);
    }
}
