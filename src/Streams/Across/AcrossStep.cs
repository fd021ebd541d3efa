namespace Streams.Across;

/// <summary>How one step of <c>across</c> combines readings (F3).</summary>
public enum AcrossKind
{
    /// <summary>The sum.</summary>
    Sum,

    /// <summary>The arithmetic mean.</summary>
    Avg,

    /// <summary>The population's standard deviation; 0 for a single reading.</summary>
    StdDev,

    /// <summary>The population's variance.</summary>
    StdVar,

    /// <summary>The least.</summary>
    Min,

    /// <summary>The greatest.</summary>
    Max,

    /// <summary>How many groups have a value.</summary>
    Count,

    /// <summary>A quantile by linear interpolation.</summary>
    Quantile,

    /// <summary>The groups' reducers merged and the value computed once; the first step only.</summary>
    Pool,
}

/// <summary>One step of <c>across</c>.</summary>
/// <param name="Kind">How readings are combined.</param>
/// <param name="By">The labels that the step keeps; the readings that agree in them are combined. Empty: all into one.</param>
/// <param name="Quantile">Which quantile, 0 to 1; of <see cref="AcrossKind.Quantile"/> alone.</param>
public sealed record AcrossStep(AcrossKind Kind, IReadOnlyList<string> By, double Quantile = double.NaN);
