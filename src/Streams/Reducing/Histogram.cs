namespace Streams.Reducing;

/// <summary>How a field's values are spread: their number up to each of a few bounds, and their sum (F4). Mutable; the lane is its only thread.</summary>
public sealed class Histogram
{
    private readonly double[] _bounds;
    private readonly long[] _counts;
    private DoubleDouble _sum;

    internal Histogram(IReadOnlyList<double> bounds)
    {
        _bounds = [.. bounds];
        _counts = new long[_bounds.Length + 1];
    }

    /// <summary>The upper bounds of its buckets, increasing, inclusive; the last bucket, without a bound, is not in the list.</summary>
    public IReadOnlyList<double> Bounds => _bounds;

    /// <summary>How many values there are.</summary>
    public long Count { get; private set; }

    /// <summary>Their sum; not finite once it has overflowed.</summary>
    public double Sum => _sum.Value;

    /// <summary>How many values are at most each bound, in the order of the bounds.</summary>
    /// <param name="into">As long as <see cref="Bounds"/>.</param>
    public void Cumulative(Span<long> into)
    {
        long below = 0;
        for (var i = 0; i < _bounds.Length; i++) into[i] = below += _counts[i];
    }

    internal bool Add(double value)
    {
        var bucket = Array.BinarySearch(_bounds, value);
        _counts[bucket < 0 ? ~bucket : bucket]++;
        Count++;
        _sum += value;
        return _sum.IsExact;
    }

    internal void Merge(Histogram other)
    {
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        Count += other.Count;
        _sum += other._sum;
    }

    internal void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
        _sum = 0;
    }
}
