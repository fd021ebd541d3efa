namespace Streams.Reducing;

/// <summary>For <c>avg</c>: the arithmetic mean.</summary>
internal struct AverageState : IReducerState<AverageState>
{
    private DoubleDouble _sum;
    private long _count;

    internal readonly double Average => _sum.Value / _count;

    public bool Add(double value, long timeTicks, long order)
    {
        _sum += value;
        _count++;
        return true;
    }

    public void Merge(in AverageState other)
    {
        _sum += other._sum;
        _count += other._count;
    }

    public void Clear() => this = default;
}
