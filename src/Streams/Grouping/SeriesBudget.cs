namespace Streams.Grouping;

/// <summary>How many more series the groups of a pipeline may bring onto the page (N4). Belongs to the lane.</summary>
/// <param name="most">How many there may be.</param>
internal sealed class SeriesBudget(int most)
{
    /// <summary>What the living groups leave.</summary>
    internal long Left { get; private set; } = most;

    /// <summary>Changes when a group begins or ends, so that who looked whether there is room need not look again before.</summary>
    internal long Version { get; private set; }

    /// <summary>A group of so many series begins, or ends where they are negative.</summary>
    internal void Take(int series)
    {
        Left -= series;
        Version++;
    }
}
