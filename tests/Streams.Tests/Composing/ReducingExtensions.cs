using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Streams.Across;
using Streams.Events;
using Streams.Grouping;
using Streams.Reducing;
using Streams.Windowing;

namespace Streams.Tests.Composing;

/// <summary>Operators that turn windows of events into reductions.</summary>
internal static class ReducingExtensions
{
    /// <summary>Reduces the events of each window.</summary>
    /// <param name="windows">The windows of one group.</param>
    /// <param name="plan">What is computed; every event in the windows enters.</param>
    /// <param name="running">
    /// True: at each event its window's one live reduction, changed in place, so that nothing is allocated for an event. False: at a
    /// window's end its reduction, which changes no more.
    /// </param>
    /// <remarks>
    /// As hot as its source, on its thread. Subscribes to a window when it opens. Ends with the source; windows that are open then
    /// yield nothing. The first error of the source or of a window goes on and ends everything.
    /// </remarks>
    internal static IObservable<Reduction> Reduce(this IObservable<IObservable<Event>> windows, ReductionPlan plan, bool running)
    {
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(plan);
        return Observable.Create<Reduction>(observer => new WindowReducer(windows, plan, running, observer));
    }

    /// <summary>Reduces overlapping windows: one reduction at each window's end, merged from panes as long as the windows are apart.</summary>
    /// <param name="events">The events of one group; every one enters.</param>
    /// <param name="plan">What is computed.</param>
    /// <param name="over">Windows that have a length.</param>
    /// <param name="lateness">How long after its end a window stays open. Not negative.</param>
    /// <param name="since">Windows that began earlier are not published.</param>
    /// <param name="scheduler">The lane's clock.</param>
    /// <param name="late">Called for each event that is late for some of its windows; true if it is late for all.</param>
    /// <remarks>
    /// Yields what <see cref="WindowingExtensions.WindowAligned"/> and <see cref="Reduce"/> yield together, up to the last digits of
    /// fractions, but adds each event once. As hot as its source, on its thread and the scheduler's, which must be one. Ends with
    /// the source; windows that are open then yield nothing. Errors of the source go on.
    /// </remarks>
    /// <exception cref="ArgumentException">The windows' length is no multiple of the time between them, or the lateness is negative.</exception>
    internal static IObservable<Reduction> Hop(
        this IObservable<Event> events,
        ReductionPlan plan,
        Over over,
        TimeSpan lateness,
        DateTimeOffset since,
        IScheduler scheduler,
        Action<Event, bool>? late = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(over);
        ArgumentNullException.ThrowIfNull(scheduler);
        if (over.IsAll) throw new ArgumentException("Panes need windows that have a length.", nameof(over));
        _ = new WindowGrid(over, lateness);
        return Observable.Create<Reduction>(observer =>
            new PaneReducer(events, plan, new WindowClock(over, lateness, scheduler), since.UtcTicks, late, observer));
    }
}
