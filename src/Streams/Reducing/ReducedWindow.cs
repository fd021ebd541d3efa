using System.Reactive.Concurrency;
using Streams.Events;

namespace Streams.Reducing;

/// <summary>One window of all groups of <see cref="ReducedGroups"/>.</summary>
internal abstract class ReducedWindow(WindowPlan plan) : IDisposable
{
    /// <summary>What the window shows of the groups, by place; a reducer for each call of the plan.</summary>
    internal Reducer[] Shown { get; } = plan.Calls.New(0);

    internal WindowPlan Plan => plan;

    internal static ReducedWindow Of(WindowPlan plan, TimeSpan lateness, DateTimeOffset since, IScheduler scheduler) =>
        plan.Over.IsAll ? new WholeWindowOfGroups(plan) : new PanedWindowOfGroups(plan, lateness, since.UtcTicks, scheduler);

    public abstract void Dispose();

    /// <summary>Changes whenever what is shown of living groups does.</summary>
    internal abstract long Version { get; }

    /// <summary>The version of the last change of each place; empty where all places change at once.</summary>
    internal virtual ReadOnlySpan<long> Versions => [];

    /// <summary>Whether anything is shown of the group at a place.</summary>
    internal abstract bool IsShown(int place);

    /// <summary>Makes the values of groups of which nothing is shown none.</summary>
    internal virtual void HideUnshown(ReadOnlySpan<int> places, Span<double> values)
    {
    }

    /// <summary>Has so many places from now on.</summary>
    internal virtual void Grow(int capacity)
    {
        foreach (var reducer in Shown) reducer.Grow(capacity);
    }

    /// <summary>A group begins at a place, which is empty.</summary>
    internal abstract void Begin(int place);

    /// <summary>The group at a place takes an event.</summary>
    /// <param name="place">The group's place.</param>
    /// <param name="e">The event.</param>
    /// <param name="order">Its place in the lane's order.</param>
    /// <param name="now">The clock, in ticks.</param>
    internal abstract void Add(int place, in Event e, long order, long now);

    /// <summary>The group at a place ends, and all that is kept of it.</summary>
    internal virtual void End(int place)
    {
        foreach (var reducer in Shown) reducer.Clear(place);
    }
}
