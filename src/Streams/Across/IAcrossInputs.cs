using Streams.Reducing;

namespace Streams.Across;

/// <summary>The living groups of a metric in the order of their keys, as <see cref="AcrossReadings"/> combines them.</summary>
internal interface IAcrossInputs
{
    /// <summary>How they reduce; null while no group has anything.</summary>
    ReductionPlan? Plan { get; }

    /// <summary>The value of every group; NaN where it has none.</summary>
    void Values(Span<double> into);

    /// <summary>Gives reducers what every group has taken, and marks the places that got anything.</summary>
    /// <param name="reducers">Reducers of <see cref="Plan"/>.</param>
    /// <param name="places">A place for every group.</param>
    /// <param name="marks">A mark for every place of the reducers.</param>
    void MergeInto(Reducer[] reducers, ReadOnlySpan<int> places, Span<bool> marks);

    /// <summary>A group's histogram; null if the metric is not one.</summary>
    Histogram? Histogram(int group);
}
