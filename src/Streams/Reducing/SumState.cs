namespace Streams.Reducing;

/// <summary>For <c>sum</c> and <c>per_second</c>: the sum; 0 if there are no values.</summary>
internal struct SumState : IReducerState<SumState>
{
    private DoubleDouble _sum;

    internal readonly double Sum => _sum.Value;

    public bool Add(double value, long timeTicks, long order)
    {
        _sum += value;
        return _sum.IsExact;
    }

    public void Merge(in SumState other) => _sum += other._sum;

    public void Clear() => _sum = default;
}
