using Streams.Reducing;

namespace Streams.Publishing;

/// <summary>The exact quantile of the readings of one moment, interpolated linearly; keeps them all.</summary>
/// <param name="quantile">Which quantile, 0 to 1.</param>
internal sealed class AcrossQuantile(double quantile) : Reducer
{
    private readonly List<double> _values = [];

    internal override double Value
    {
        get
        {
            if (_values.Count == 0) return double.NaN;
            _values.Sort();
            var rank = quantile * (_values.Count - 1);
            var below = (int)rank;
            var weight = rank - below;
            return weight == 0 ? _values[below] : (_values[below] * (1 - weight)) + (_values[below + 1] * weight);
        }
    }

    internal override void Add(double value, long timeTicks, long order) => _values.Add(value);

    internal override void Merge(Reducer other) => _values.AddRange(((AcrossQuantile)other)._values);

    internal override void Clear() => _values.Clear();
}
