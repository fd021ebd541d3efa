using Streams.Reducing;

namespace Streams.Publishing;

/// <summary>The living groups of a metric in the order of their keys, as <see cref="AcrossReadings"/> combines them.</summary>
internal interface IAcrossInputs
{
    /// <summary>How they reduce; null while no group has anything.</summary>
    ReductionPlan? Plan { get; }

    /// <summary>The value of a group; NaN where it has none.</summary>
    double Value(int group);

    /// <summary>Gives a place of reducers what a group has taken; false where it has nothing to show yet.</summary>
    bool MergeInto(int group, Reducer[] reducers, int at);

    /// <summary>What a group's buckets have; null of what is no histogram.</summary>
    Histogram? Histogram(int group);
}
