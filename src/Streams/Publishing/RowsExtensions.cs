using System.Runtime.InteropServices;
using Streams.Reducing;

namespace Streams.Publishing;

/// <summary>What an operator shows, on a page.</summary>
public static class RowsExtensions
{
    /// <summary>Makes the page show the living groups of a window, and no others.</summary>
    /// <param name="rows">The rows of a family whose labels are the parts of a group's key.</param>
    /// <param name="readings">What the window shows.</param>
    /// <param name="reducer">The position of the reducer in the window's list.</param>
    public static void Show<TEvent>(this ISeriesRows rows, WorkerReadings<TEvent> readings, int reducer = 0)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(readings);
        rows.Show(ImmutableCollectionsMarshal.AsImmutableArray(readings.KeyArray), readings.Values(reducer));
    }
}
