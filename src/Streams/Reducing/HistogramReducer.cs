namespace Streams.Reducing;

/// <summary>What a metric of type histogram keeps; as a number, how many values there are, and none before the first.</summary>
internal sealed class HistogramReducer(IReadOnlyList<double> bounds) : Reducer
{
    internal Histogram Histogram { get; } = new(bounds);

    internal override double Value => Histogram.Count == 0 ? double.NaN : Histogram.Count;

    internal override void Add(double value, long timeTicks, long order) => Histogram.Add(value);

    internal override void Merge(Reducer other) => Histogram.Merge(((HistogramReducer)other).Histogram);

    internal override void Clear() => Histogram.Clear();
}
