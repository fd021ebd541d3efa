namespace Streams.Reducing;

/// <summary>What is kept of one field's values to compute one number of them (F1), for many groups: a place for each.</summary>
/// <remarks>Merging the places of any split of the values gives what one place of all of them gives. Nothing allocates per value.</remarks>
internal abstract class Reducer
{
    /// <summary>How many places there are.</summary>
    internal abstract int Capacity { get; }

    /// <summary>An empty reducer of the same kind.</summary>
    internal abstract Reducer New(int capacity);

    /// <summary>Grows to at least so many places; new ones are empty.</summary>
    internal abstract void Grow(int capacity);

    /// <summary>The results at some places; NaN where there is none.</summary>
    internal abstract void Values(ReadOnlySpan<int> places, Span<double> into);

    /// <summary>Takes a value.</summary>
    /// <param name="at">The place.</param>
    /// <param name="value">Finite.</param>
    /// <param name="timeTicks">Event time.</param>
    /// <param name="order">Its place in the lane's order: greater than that of every event before it, and than 0.</param>
    /// <returns>False if a sum has left the range in which whole numbers are exact (N10).</returns>
    internal abstract bool Add(int at, double value, long timeTicks, long order);

    /// <summary>Takes each value at its place, as if at one instant; NaN is skipped.</summary>
    internal abstract void AddAll(ReadOnlySpan<int> places, ReadOnlySpan<double> values);

    /// <summary>Takes, at each place, everything that a place of another reducer of the same kind has taken; that one stays as it is.</summary>
    internal abstract void Merge(ReadOnlySpan<int> places, Reducer other, ReadOnlySpan<int> otherPlaces);

    /// <summary>Takes what each of the first places of another reducer of the same kind has taken, at the same places.</summary>
    internal abstract void MergeAll(Reducer other, int count);

    /// <summary>Forgets everything at a place, so that it can be used again.</summary>
    internal abstract void Clear(int at);

    /// <summary>Forgets everything at the first places.</summary>
    internal abstract void ClearAll(int count);
}
