using Streams.Events;
using Streams.Windowing;

namespace Streams.Reducing;

/// <summary>
/// What one window of a query shows of the living groups, in the order of their keys. Reused at the next read: keep no reference to its
/// spans.
/// </summary>
/// <typeparam name="TEvent">Any type of event.</typeparam>
public sealed class WorkerReadings<TEvent>
{
    private double[] _values = [];

    internal WorkerReadings(WorkerQuery<TEvent> query, ReducedGroups<TEvent> groups, ReducedWindow<TEvent> window)
    {
        Query = query;
        Groups = groups;
        Window = window;
    }

    /// <summary>The query.</summary>
    public WorkerQuery<TEvent> Query { get; }

    /// <summary>Which of its windows.</summary>
    public Over Over => Window.Plan.Over;

    /// <summary>The keys of the groups, in order.</summary>
    public ReadOnlySpan<WorkerKey> Keys => KeyArray;

    /// <summary>The keys; the same array as long as no group begins or ends.</summary>
    internal WorkerKey[] KeyArray
    {
        get
        {
            Groups.Arrange();
            return Groups.Keys;
        }
    }

    internal ReducedGroups<TEvent> Groups { get; }

    internal ReducedWindow<TEvent> Window { get; }

    /// <summary>The value of one of the window's reducers for each of the keys; NaN where there is none.</summary>
    /// <param name="reducer">The position of the reducer in the window's list.</param>
    public ReadOnlySpan<double> Values(int reducer = 0)
    {
        Groups.Arrange();
        if (_values.Length < Groups.Places.Length) _values = new double[Groups.Places.Length];
        var values = _values.AsSpan(0, Groups.Places.Length);
        Window.Shown[reducer].Values(Groups.Places, values);
        Window.HideUnshown(Groups.Places, values);
        return values;
    }
}
