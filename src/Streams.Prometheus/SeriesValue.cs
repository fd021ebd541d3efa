namespace Streams.Prometheus;

/// <summary>Values that may be shown on the page.</summary>
internal static class SeriesValue
{
    /// <summary>The value as it is written: -0 is 0.</summary>
    /// <exception cref="ArgumentException">It is not finite: the engine removes a series that has no value (N8).</exception>
    internal static double Checked(double value, string metric) =>
        !double.IsFinite(value) ? throw new ArgumentException($"metric {metric} was given {value}, which is no value", nameof(value))
        : value == 0 ? 0
        : value;

    /// <summary>Thrown by a counter that is given a value below 0.</summary>
    internal static ArgumentException Negative(double value, string counter) =>
        new($"counter {counter} was given {value}; a counter is never negative", nameof(value));
}
