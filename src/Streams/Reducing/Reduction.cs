namespace Streams.Reducing;

/// <summary>What is kept of a group's events, or of those in one window, to compute a metric's value. Mutable; the lane is its only thread.</summary>
public sealed class Reduction
{
    private readonly Reducer[] _reducers;

    internal Reduction(ReductionPlan plan, Reducer[] reducers)
    {
        Plan = plan;
        _reducers = reducers;
    }

    /// <summary>The plan that it was made by.</summary>
    public ReductionPlan Plan { get; }

    /// <summary>The value now; NaN where there is none (N8). Always finite otherwise, and never -0.</summary>
    public double Value => Plan.Evaluate(_reducers);

    /// <summary>What a histogram's buckets have; null of any other value.</summary>
    public Histogram? Histogram => _reducers is [HistogramReducer reducer] ? reducer.Histogram : null;

    /// <summary>Takes an event that enters (<see cref="ReductionPlan.Enters"/>). Allocates nothing.</summary>
    /// <exception cref="ArgumentException">The event is of a source that never enters.</exception>
    public void Add(in Event e) => Plan.Add(e, _reducers);

    /// <summary>Takes everything that another reduction of the same plan has taken; that one stays as it is.</summary>
    /// <exception cref="ArgumentException">The other was made by another plan.</exception>
    public void Merge(Reduction other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Plan != Plan) throw new ArgumentException("The reductions are of different plans.", nameof(other));
        for (var i = 0; i < _reducers.Length; i++) _reducers[i].Merge(other._reducers[i]);
    }

    internal void Clear()
    {
        foreach (var reducer in _reducers) reducer.Clear();
    }
}
