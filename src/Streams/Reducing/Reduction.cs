using Streams.Events;

namespace Streams.Reducing;

/// <summary>What is kept of a group's events, or of those in one window, to compute a metric's value. Mutable; the lane is its only thread.</summary>
public sealed class Reduction
{
    private readonly Reducer[] _reducers;

    // The only one of the reducers.
    private static ReadOnlySpan<int> Place => [0];

    internal Reduction(ReductionPlan plan, Reducer[] reducers)
    {
        Plan = plan;
        _reducers = reducers;
    }

    /// <summary>The plan that it was made by.</summary>
    public ReductionPlan Plan { get; }

    /// <summary>The value now; NaN where there is none (N8). Always finite otherwise, and never -0.</summary>
    public double Value
    {
        get
        {
            var value = 0.0;
            Plan.Evaluate(_reducers, Place, new Span<double>(ref value));
            return value;
        }
    }

    /// <summary>What a histogram's buckets have; null of any other value.</summary>
    public Histogram? Histogram => ReductionPlan.HistogramOf(_reducers, 0);

    /// <summary>Takes an event that enters (<see cref="ReductionPlan.Enters"/>). Allocates nothing.</summary>
    /// <exception cref="ArgumentException">The event is of a source that never enters.</exception>
    public void Add(in Event e) => Plan.Add(e, _reducers);

    /// <summary>Takes everything that another reduction of the same plan has taken; that one stays as it is.</summary>
    /// <exception cref="ArgumentException">The other was made by another plan.</exception>
    public void Merge(Reduction other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Plan != Plan) throw new ArgumentException("The reductions are of different plans.", nameof(other));
        other.MergeInto(_reducers, Place);
    }

    /// <summary>Gives a place of other reducers of the same plan what this one has taken.</summary>
    internal void MergeInto(Reducer[] reducers, ReadOnlySpan<int> place)
    {
        for (var i = 0; i < _reducers.Length; i++) reducers[i].Merge(place, _reducers[i], Place);
    }
}
