namespace Streams.Reducing;

/// <summary>For <c>quantile</c>: a sketch of the values within 1% of each, interpolated linearly as PromQL does.</summary>
/// <remarks>
/// A DDSketch (Masson, Rim and Lee, DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees, VLDB
/// 2019): a bucket holds the values of one magnitude, each 2% wider than the one below. Buckets that have values stand in one
/// list in the order of the values, negative ones mirrored and zero between them; memory grows with their number (some 700 for
/// values from 1 to a million), not with that of the values. The least and the greatest value are kept exactly. Where there are more than
/// <see cref="MostBuckets"/>, the lowest are one: quantiles that lie there are too great, and which those are depends on no order.
/// </remarks>
internal struct QuantileState : IReducerState<QuantileState>
{
    /// <summary>24 KiB at most: enough for values over 17 powers of ten.</summary>
    internal const int MostBuckets = 2048;

    private const double RelativeError = 0.01;

    // More than the index of any double's magnitude, so that a bucket's sign is its values' sign.
    private const int Magnitudes = 40_000;

    private static readonly double Gamma = (1 + RelativeError) / (1 - RelativeError);
    private static readonly double LogGamma = Math.Log(Gamma);

    private int[]? _buckets;
    private long[]? _counts;
    private int _used;
    private long _count;
    private double _least;
    private double _greatest;

    /// <summary>A quantile, 0 to 1.</summary>
    internal readonly double At(double quantile)
    {
        if (_count == 0) return double.NaN;
        var rank = quantile * (_count - 1);
        var below = Math.Floor(rank);
        var lower = ValueAt((long)below);
        return rank == below ? lower : lower + ((rank - below) * (ValueAt((long)below + 1) - lower));
    }

    public bool Add(double value, long timeTicks, long order)
    {
        Widen(value, value);
        Add(BucketOf(value), 1);
        return true;
    }

    public void Merge(in QuantileState other)
    {
        if (other._count == 0) return;
        Widen(other._least, other._greatest);
        for (var i = 0; i < other._used; i++) Add(other._buckets![i], other._counts![i]);
    }

    // The arrays stay, so that a window that begins again allocates nothing.
    public void Clear()
    {
        _used = 0;
        _count = 0;
    }

    private static int BucketOf(double value)
    {
        if (value == 0) return 0;
        var bucket = (int)Math.Ceiling(Math.Log(Math.Abs(value)) / LogGamma) + Magnitudes;
        return value > 0 ? bucket : -bucket;
    }

    private static double MiddleOf(int bucket)
    {
        if (bucket == 0) return 0;
        var middle = 2 / (Gamma + 1) * Math.Pow(Gamma, Math.Abs(bucket) - Magnitudes);
        return bucket > 0 ? middle : -middle;
    }

    private void Widen(double least, double greatest)
    {
        _least = _count == 0 ? least : Math.Min(_least, least);
        _greatest = _count == 0 ? greatest : Math.Max(_greatest, greatest);
    }

    private void Add(int bucket, long count)
    {
        _buckets ??= new int[8];
        _counts ??= new long[8];
        _count += count;
        var at = Array.BinarySearch(_buckets, 0, _used, bucket);
        if (at < 0)
        {
            at = ~at;
            if (_used == MostBuckets)
            {
                QuantileSketches.OnCollapse();
                if (at <= 1)
                {
                    _buckets[0] = Math.Max(_buckets[0], bucket);
                    _counts[0] += count;
                    return;
                }

                CollapseLowest();
                at--;
            }

            Insert(at, bucket);
        }

        _counts[at] += count;
    }

    /// <summary>Puts the lowest bucket into the one above, which makes room for one.</summary>
    private void CollapseLowest()
    {
        _counts![1] += _counts[0];
        _used--;
        Array.Copy(_buckets!, 1, _buckets!, 0, _used);
        Array.Copy(_counts, 1, _counts, 0, _used);
    }

    private void Insert(int at, int bucket)
    {
        if (_used == _buckets!.Length)
        {
            Array.Resize(ref _buckets, _used * 2);
            Array.Resize(ref _counts, _used * 2);
        }

        Array.Copy(_buckets, at, _buckets, at + 1, _used - at);
        Array.Copy(_counts!, at, _counts!, at + 1, _used - at);
        _buckets[at] = bucket;
        _counts![at] = 0;
        _used++;
    }

    private readonly double ValueAt(long rank)
    {
        if (rank == 0) return _least;
        if (rank >= _count - 1) return _greatest;
        var at = 0;
        for (var seen = _counts![0]; seen <= rank; seen += _counts[at]) at++;
        return Math.Clamp(MiddleOf(_buckets![at]), _least, _greatest);
    }
}
