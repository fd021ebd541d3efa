namespace Streams.Reducing;

/// <summary><c>avg</c>: the arithmetic mean.</summary>
internal sealed class AverageReducer : Reducer
{
    private DoubleDouble _sum;
    private long _count;

    internal override double Value => _sum.Value / _count;

    internal override void Add(double value, long timeTicks, long order)
    {
        _sum += value;
        _count++;
    }

    internal override void Merge(Reducer other)
    {
        var average = (AverageReducer)other;
        _sum += average._sum;
        _count += average._count;
    }

    internal override void Clear()
    {
        _sum = 0;
        _count = 0;
    }
}
