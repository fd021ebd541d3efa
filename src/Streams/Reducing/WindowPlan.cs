using Streams.Windowing;

namespace Streams.Reducing;

/// <summary>A window of a query, and what is kept of its events.</summary>
/// <typeparam name="TEvent">Any type of event.</typeparam>
public sealed class WindowPlan<TEvent>
{
    /// <summary>A window, and reducers of its events: all of them are kept at once, and read by their positions.</summary>
    /// <exception cref="ArgumentException">A reducer is unknown, or is called wrongly.</exception>
    public WindowPlan(Over over, params IReadOnlyList<FieldReducer<TEvent>> reducers)
        : this(over, new FieldSet<TEvent>(reducers, (over ?? throw new ArgumentNullException(nameof(over))).Length))
    {
    }

    internal WindowPlan(Over over, IReduced<TEvent> reduced)
    {
        Over = over;
        Reduced = reduced;
    }

    /// <summary>Which events it holds.</summary>
    public Over Over { get; }

    internal IReduced<TEvent> Reduced { get; }
}
