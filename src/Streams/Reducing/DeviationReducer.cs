namespace Streams.Reducing;

/// <summary><c>stddev</c> or <c>stdvar</c>, of the population; 0 of one value.</summary>
/// <remarks>
/// Keeps the sums of the differences to the first value and of their squares (the shifted-data method; Chan, Golub and LeVeque,
/// Algorithms for computing the sample variance, 1983). Because the shift is one of the values, the cancellation is at most a
/// factor of their number, whatever their size; with 106 bits it does not show, and of integers the result is the same in every
/// order and every split (N10), which Welford's update is not.
/// </remarks>
/// <param name="squareRoot">Whether it is <c>stddev</c>.</param>
internal sealed class DeviationReducer(bool squareRoot) : Reducer
{
    private long _count;
    private double _shift;
    private DoubleDouble _sum;
    private DoubleDouble _squares;

    internal override double Value
    {
        get
        {
            if (_count == 0) return double.NaN;
            var scaled = ((_count * _squares) - (_sum * _sum)).Value;
            var variance = Math.Max(0, scaled) / ((double)_count * _count);
            return squareRoot ? Math.Sqrt(variance) : variance;
        }
    }

    internal override void Add(double value, long timeTicks, long order)
    {
        if (_count == 0) _shift = value;
        var difference = (DoubleDouble)value - _shift;
        _count++;
        _sum += difference;
        _squares += difference * difference;
    }

    internal override void Merge(Reducer other)
    {
        var deviation = (DeviationReducer)other;
        if (deviation._count == 0) return;
        if (_count == 0) _shift = deviation._shift;
        var difference = (DoubleDouble)deviation._shift - _shift;
        var moved = deviation._count * difference;
        _count += deviation._count;
        _squares += deviation._squares + (2 * difference * deviation._sum) + (moved * difference);
        _sum += deviation._sum + moved;
    }

    internal override void Clear()
    {
        _count = 0;
        _sum = _squares = 0;
    }
}
