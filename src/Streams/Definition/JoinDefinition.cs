namespace Streams.Definition;

/// <summary>A label of workers that metrics can show, whoever tells it (N14).</summary>
/// <param name="Label">Its name; of the same name is the key of the sources that tell it.</param>
/// <param name="From">Names of the sources that tell it, by precedence.</param>
public sealed record JoinDefinition(string Label, IReadOnlyList<string> From)
{
    /// <summary>
    /// Whether it stands on every series of workers, and of what is combined of them, as if every metric and every step named it. Default false.
    /// </summary>
    public bool IsEverywhere { get; init; }
}
