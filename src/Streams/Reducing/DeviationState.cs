namespace Streams.Reducing;

/// <summary>For <c>stddev</c> and <c>stdvar</c>: the variance of the population; 0 for a single value.</summary>
/// <remarks>
/// Keeps the sums of the differences to the first value and of their squares (the shifted-data method; Chan, Golub and LeVeque,
/// Algorithms for computing the sample variance, 1983). Because the shift is one of the values, the cancellation is at most a
/// factor of their number, whatever their size; with 106 bits it does not show, and of integers the result is the same in every
/// order and every split (N10), which Welford's update is not.
/// </remarks>
internal struct DeviationState : IReducerState<DeviationState>
{
    private long _count;
    private double _shift;
    private DoubleDouble _sum;
    private DoubleDouble _squares;

    internal readonly double Variance
    {
        get
        {
            if (_count == 0) return double.NaN;
            var scaled = ((_count * _squares) - (_sum * _sum)).Value;
            return Math.Max(0, scaled) / ((double)_count * _count);
        }
    }

    public bool Add(double value, long timeTicks, long order)
    {
        if (_count == 0) _shift = value;
        var difference = (DoubleDouble)value - _shift;
        _count++;
        _sum += difference;
        _squares += difference * difference;
        return true;
    }

    public void Merge(in DeviationState other)
    {
        if (other._count == 0) return;
        if (_count == 0) _shift = other._shift;
        var difference = (DoubleDouble)other._shift - _shift;
        var moved = other._count * difference;
        _count += other._count;
        _squares += other._squares + (2 * difference * other._sum) + (moved * difference);
        _sum += other._sum + moved;
    }

    public void Clear() => this = default;
}
