using CsCheck;

namespace Streams.Tests.Whole;

/// <summary>What happens to a pipeline, step by step: events on time, early and late, beats and reads, at the same instants, on edges, and after gaps.</summary>
internal static class RandomTimelines
{
    private static readonly Gen<long> Wait = Gen.Frequency(
        (2, Gen.Const(0L)), (1, Gen.Const(1L)), (8, Gen.Long[1, 4].Select(halves => halves * TimeSpan.TicksPerSecond / 2)), (4, Gen.Long[1, 3 * TimeSpan.TicksPerSecond]),
        (1, Gen.Long[5, 30].Select(s => s * TimeSpan.TicksPerSecond)), (1, RandomPipelines.OneOf(TimeSpan.TicksPerHour, 3 * TimeSpan.TicksPerDay)));

    // How far an event's own time is from its arrival, on the edges of the grid and beside them.
    private static readonly Gen<long> Ahead = Gen.Frequency(
        (4, Gen.Const(0L)), (6, Gen.Long[-24, 6].Select(halves => halves * TimeSpan.TicksPerSecond / 2)), (3, Gen.Long[-12 * TimeSpan.TicksPerSecond, TimeSpan.TicksPerSecond]),
        (1, RandomPipelines.OneOf(TimeSpan.TicksPerMinute, TimeSpan.TicksPerMinute + 1, TimeSpan.TicksPerMinute - 1)));

    internal static readonly Gen<Step[]> Any = Gen.Select(
        Wait, Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 1], Gen.Int[-1, 12], Gen.Int[0, 12], Ahead, Gen.Int[0, 23],
        (wait, source, worker, rank, a, b, ahead, how) => new Step(wait, source, worker, rank, a, b, ahead, how)).Array[1, 80];
}

/// <summary>What happens next: an event, a beat or a read.</summary>
internal sealed record Step(long Wait, int Source, int Worker, int Rank, int A, int B, long Ahead, int How)
{
    internal bool Reads => How < 5;

    internal bool Beats => How is 5 or 6;

    internal bool IsNewKey => How is 7 or 8;

    internal double[] Values => [How == 9 ? double.NaN : A, How == 10 ? double.NaN : B];
}
