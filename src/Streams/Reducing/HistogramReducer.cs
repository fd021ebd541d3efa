namespace Streams.Reducing;

/// <summary>The reducer of a metric of type histogram. Read as a number it is the count of values; NaN before the first.</summary>
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

    internal override void Values(ReadOnlySpan<int> places, Span<double> into)
    {
        for (var i = 0; i < places.Length; i++) into[i] = _histograms[places[i]] is { Count: > 0 } histogram ? histogram.Count : double.NaN;
    }

    internal override bool Add(int at, double value, long timeTicks, long order) => At(at).Add(value);

    internal override void AddAll(ReadOnlySpan<int> places, ReadOnlySpan<double> values)
    {
        for (var i = 0; i < places.Length; i++)
        {
            if (!double.IsNaN(values[i])) At(places[i]).Add(values[i]);
        }
    }

    internal override void Merge(ReadOnlySpan<int> places, Reducer other, ReadOnlySpan<int> otherPlaces)
    {
        for (var i = 0; i < places.Length; i++) Merge(places[i], ((HistogramReducer)other)._histograms[otherPlaces[i]]);
    }

    internal override void MergeAll(Reducer other, int count)
    {
        for (var i = 0; i < count; i++) Merge(i, ((HistogramReducer)other)._histograms[i]);
    }

    internal override void Clear(int at) => _histograms[at] = null;

    internal override void ClearAll(int count) => Array.Clear(_histograms, 0, count);

    private void Merge(int at, Histogram? taken)
    {
        if (taken is not null) At(at).Merge(taken);
    }
}
