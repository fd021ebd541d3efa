namespace Streams.Reducing;

/// <summary>The reducers by name: what a file may call, and how each begins.</summary>
public static class Reducers
{
    /// <summary>The names, in the order in which the reference lists them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["last", "sum", "count"];
}
