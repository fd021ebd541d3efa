namespace Streams.Reducing;

/// <summary><c>count</c>: how many values. 0 of nothing.</summary>
internal sealed class CountReducer : Reducer
{
    private long _count;

    internal override double Value => _count;

    internal override void Add(double value, long timeTicks, long order) => _count++;

    internal override void Merge(Reducer other) => _count += ((CountReducer)other)._count;

    internal override void Clear() => _count = 0;
}
