namespace Streams.Reducing;

/// <summary>What one place of a <see cref="Reducer"/> keeps. The default value has taken nothing.</summary>
internal interface IReducerState<TSelf>
    where TSelf : struct
{
    /// <summary>Takes a value, as <see cref="Reducer.Add"/> says.</summary>
    bool Add(double value, long timeTicks, long order);

    /// <summary>Takes everything that another has taken.</summary>
    void Merge(in TSelf other);

    /// <summary>Forgets everything.</summary>
    void Clear();
}
