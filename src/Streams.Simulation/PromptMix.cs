namespace Streams.Simulation;

/// <summary>What clients ask: when, how much, and how much of it they asked before.</summary>
/// <remarks>Arrivals are a Poisson process. A few families of prompts are popular and the others rare; service times have a long tail.</remarks>
internal sealed class PromptMix
{
    private const int Families = 24;
    private const double Utilization = 0.6;
    private static readonly TimeSpan LongestMean = TimeSpan.FromSeconds(1.5);

    private readonly Random _random;
    private readonly int[] _familyBlocks;
    private readonly double _rate;
    private readonly TimeSpan _meanService;

    /// <param name="random">Every choice comes from here.</param>
    /// <param name="rate">Requests a second.</param>
    /// <param name="slots">Slots of all workers: at a high rate requests are short enough for them.</param>
    internal PromptMix(Random random, double rate, int slots)
    {
        _random = random;
        _rate = rate;
        _familyBlocks = [.. Enumerable.Range(0, Families).Select(_ => random.Next(4, 40))];
        var fitting = rate > 0 ? Utilization * slots / rate : double.MaxValue;
        _meanService = TimeSpan.FromSeconds(Math.Min(LongestMean.TotalSeconds, fitting));
    }

    internal TimeSpan NextArrival() => TimeSpan.FromSeconds(Exponential() / _rate);

    internal Prompt Next()
    {
        var popularity = _random.NextDouble();
        var family = (int)(popularity * popularity * Families);
        return new Prompt
        {
            Family = family,
            FamilyBlocks = _familyBlocks[family],
            Tokens = (_familyBlocks[family] * Prompt.BlockSize) + _random.Next(1, 16 * Prompt.BlockSize),
            OutputTokens = _random.Next(8, 160),
            Service = _meanService * (0.25 + (0.75 * Exponential())),
        };
    }

    private double Exponential() => -Math.Log(1 - _random.NextDouble());
}
