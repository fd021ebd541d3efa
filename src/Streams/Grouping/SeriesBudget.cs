namespace Streams.Grouping;

/// <summary>How many more series the groups of a pipeline may bring onto the page (N4). Belongs to the lane.</summary>
/// <param name="most">How many there may be.</param>
internal sealed class SeriesBudget(int most)
{
    /// <summary>What the living groups leave.</summary>
    internal long Left { get; set; } = most;
}
