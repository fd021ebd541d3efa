namespace Streams.Reducing;

/// <summary>What is kept of the events of a window: some reducers, and what each takes of an event.</summary>
internal interface IReduced<TEvent>
{
    /// <summary>What each of the reducers keeps of which number: where these are equal, one can stand for the other.</summary>
    IReadOnlyList<object> States { get; }

    /// <summary>All that this and another keep, each state once.</summary>
    IReduced<TEvent> With(IReduced<TEvent> other);

    /// <summary>The reducers, with places for so many groups.</summary>
    Reducer[] New(int capacity);

    /// <summary>Gives a place of the reducers what an event has for them.</summary>
    /// <param name="e">The event.</param>
    /// <param name="timeTicks">Its time.</param>
    /// <param name="reducers">The reducers.</param>
    /// <param name="at">The place.</param>
    /// <param name="order">Its place in the order of all events; greater than 0.</param>
    /// <returns>False if a sum has left the range in which whole numbers are exact (N10).</returns>
    bool Add(in TEvent e, long timeTicks, Reducer[] reducers, int at, long order);
}
