namespace Streams.Reducing;

/// <summary><c>sum</c>, and <c>per_second</c>: the sum divided by the window's length. 0 of nothing.</summary>
/// <param name="seconds">What the sum is divided by.</param>
internal sealed class SumReducer(double seconds = 1) : Reducer
{
    private DoubleDouble _sum;

    internal override double Value => _sum.Value / seconds;

    internal override void Add(double value, long timeTicks, long order) => _sum += value;

    internal override void Merge(Reducer other) => _sum += ((SumReducer)other)._sum;

    internal override void Clear() => _sum = 0;
}
