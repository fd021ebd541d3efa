namespace Streams.Reducing;

/// <summary>What is kept of one field's values to compute one number of them (F1): small, and mergeable.</summary>
/// <remarks>Merging the reducers of any split of the values gives what one reducer of all of them gives. Nothing allocates per value.</remarks>
internal abstract class Reducer
{
    /// <summary>The result; NaN where there is none.</summary>
    internal abstract double Value { get; }

    /// <summary>Takes a value.</summary>
    /// <param name="value">Finite.</param>
    /// <param name="timeTicks">Event time.</param>
    /// <param name="order">Its place in the lane's order: greater than that of every event before it.</param>
    internal abstract void Add(double value, long timeTicks, long order);

    /// <summary>Takes everything that another reducer of the same kind has taken; that one stays as it is.</summary>
    internal abstract void Merge(Reducer other);

    /// <summary>Forgets everything, so that it can be used again.</summary>
    internal abstract void Clear();
}
