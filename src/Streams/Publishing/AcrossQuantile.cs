using Streams.Reducing;

namespace Streams.Publishing;

/// <summary>The exact quantile of the readings of one moment, interpolated linearly; keeps them all.</summary>
internal struct AcrossQuantile : IReducerState<AcrossQuantile>
{
    private List<double>? _values;

    /// <summary>A quantile, 0 to 1.</summary>
    internal readonly double At(double quantile)
    {
        if (_values is null or { Count: 0 }) return double.NaN;
        _values.Sort();
        var rank = quantile * (_values.Count - 1);
        var below = (int)rank;
        var weight = rank - below;
        return weight == 0 ? _values[below] : (_values[below] * (1 - weight)) + (_values[below + 1] * weight);
    }

    public void Add(double value, long timeTicks, long order) => (_values ??= []).Add(value);

    public void Merge(in AcrossQuantile other)
    {
        if (other._values is not null) (_values ??= []).AddRange(other._values);
    }

    public readonly void Clear() => _values?.Clear();
}
