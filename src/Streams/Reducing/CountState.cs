namespace Streams.Reducing;

/// <summary>For <c>count</c>: how many values; 0 if there are none.</summary>
internal struct CountState : IReducerState<CountState>
{
    internal long Count { get; private set; }

    public bool Add(double value, long timeTicks, long order)
    {
        Count++;
        return true;
    }

    public void Merge(in CountState other) => Count += other.Count;

    public void Clear() => Count = 0;
}
