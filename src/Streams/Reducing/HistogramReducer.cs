namespace Streams.Reducing;

/// <summary>What a metric of type histogram keeps; as a number, how many values there are, and none before the first.</summary>
internal sealed class HistogramReducer(IReadOnlyList<double> bounds, int capacity) : Reducer
{
    private Histogram?[] _histograms = new Histogram?[capacity];

    internal override int Capacity => _histograms.Length;

    /// <summary>What a place has taken.</summary>
    internal Histogram At(int at) => _histograms[at] ??= new Histogram(bounds);

    internal override Reducer New(int capacity) => new HistogramReducer(bounds, capacity);

    internal override void Grow(int capacity)
    {
        if (capacity > _histograms.Length) Array.Resize(ref _histograms, capacity);
    }

    internal override double Value(int at) => _histograms[at] is { Count: > 0 } histogram ? histogram.Count : double.NaN;

    internal override void Add(int at, double value, long timeTicks, long order) => At(at).Add(value);

    internal override void Merge(int at, Reducer other, int otherAt)
    {
        if (((HistogramReducer)other)._histograms[otherAt] is { } taken) At(at).Merge(taken);
    }

    internal override void MergeAll(Reducer other, int count)
    {
        for (var i = 0; i < count; i++) Merge(i, other, i);
    }

    internal override void Clear(int at) => _histograms[at] = null;

    internal override void ClearAll(int count) => Array.Clear(_histograms, 0, count);
}
