using Streams.Benchmarks.Publishing;

namespace Streams.Benchmarks.Comparing;

/// <summary>A line of the table.</summary>
internal sealed record Benchmark(string Name, Load Load)
{
    private const int Workers = 1000;

    /// <summary>The lines of the table, with one in so many of their messages.</summary>
    internal static Benchmark[] All(int share) =>
    [
        Flood("flood-hits", Mix.Hits, share),
        Flood("flood-two-shapes", Mix.TwoShapes, share),
        Flood("flood-passes", Mix.Passes, share),
        Flood("flood-today", Mix.Today, share),
        Flood("flood-three-kinds", Mix.ThreeKinds, share),
        Paced("paced-hits", Mix.Hits, 100_000, share),
        Paced("paced-two-shapes", Mix.TwoShapes, 20_000, share),
        // About a third of the engines decode at a time, a pass each 6.7 ms.
        Paced("paced-today", Mix.Today, 57_000, share),
        Paced("paced-today-twice", Mix.Today, 114_000, share),
        Paced("paced-three-kinds-slow", Mix.ThreeKinds, 5_000, share),
        Paced("paced-three-kinds", Mix.ThreeKinds, 40_000, share),
    ];

    private static Benchmark Flood(string name, Mix mix, int share) => new(name, new Load(mix, 1_000_000 / share, Workers, Rate: 0));

    /// <summary>Ten seconds.</summary>
    private static Benchmark Paced(string name, Mix mix, int rate, int share) => new(name, new Load(mix, 10L * rate / share, Workers, rate));
}
