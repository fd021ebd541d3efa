using System.Reactive.Linq;
using Streams.Across;
using Streams.Events;
using Streams.Grouping;
using Streams.Reducing;
using Streams.Windowing;

namespace Streams.Tests.Composing;

/// <summary>What is kept of one group's events, or of those in one window, to compute a metric's value.</summary>
internal sealed class Reduction(ReductionPlan plan)
{
    private static long _order;
    private readonly Reducer[] _reducers = plan.New(1);

    // The only one of the reducers.
    private static ReadOnlySpan<int> Place => [0];

    internal ReductionPlan Plan => plan;

    /// <summary>The value now; NaN where there is none (N8). Always finite otherwise, and never -0.</summary>
    internal double Value
    {
        get
        {
            var value = 0.0;
            plan.Evaluate(_reducers, Place, new Span<double>(ref value));
            return value;
        }
    }

    /// <summary>What a histogram's buckets have; null of any other value.</summary>
    internal Histogram? Histogram => ReductionPlan.HistogramOf(_reducers, 0);

    /// <summary>Takes an event that enters.</summary>
    internal void Add(in Event e) => plan.Reduced.Add(e, e.TimeTicks, _reducers, 0, Interlocked.Increment(ref _order));

    /// <summary>Takes everything that another reduction of the same plan has taken; that one stays as it is.</summary>
    internal void Merge(Reduction other)
    {
        if (other.Plan != plan) throw new ArgumentException("The reductions are of different plans.", nameof(other));
        other.MergeInto(_reducers, Place);
    }

    /// <summary>Gives a place of other reducers of the same plan what this one has taken.</summary>
    internal void MergeInto(Reducer[] reducers, ReadOnlySpan<int> place)
    {
        for (var i = 0; i < _reducers.Length; i++) reducers[i].Merge(place, _reducers[i], Place);
    }
}

/// <summary>Begins a reduction.</summary>
internal static class ReductionPlanExtensions
{
    internal static Reduction New(this ReductionPlan plan) => new(plan);
}
