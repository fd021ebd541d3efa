using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace Streams.Windowing;

/// <summary>Operators that cut one group's events into windows.</summary>
public static class WindowingExtensions
{
    /// <summary>Cuts a group's events into windows by event time (N5, N6).</summary>
    /// <param name="events">The events of one group.</param>
    /// <param name="over">The windows. <see cref="Over.All"/> is one window, from the first event until the source completes.</param>
    /// <param name="timeTicks">An event's time, in ticks of UTC.</param>
    /// <param name="lateness">How long after its end a window stays open. Not negative.</param>
    /// <param name="since">Windows that began earlier are not published.</param>
    /// <param name="scheduler">The lane's clock.</param>
    /// <param name="late">Called for each event that is late for some of its windows; true if it is late for all.</param>
    /// <remarks>
    /// As hot as its source, on its thread and the scheduler's, which must be one; inner sequences are hot, subscribe to them at
    /// once. A window opens with its first event, several may be open, and they complete in order, each when the clock reaches its
    /// end + lateness; an empty one appears at that moment and is complete. From the first window that did not end before one of
    /// the group's events, every one closes. Ends with the source, and so do the windows that are open then, as a part; so does an
    /// error. What selectors, callbacks and observers throw goes to the caller.
    /// </remarks>
    /// <exception cref="ArgumentException">The windows' length is no multiple of the time between them, or the lateness is negative.</exception>
    public static IObservable<IObservable<T>> WindowAligned<T>(
        this IObservable<T> events,
        Over over,
        Func<T, long> timeTicks,
        TimeSpan lateness,
        DateTimeOffset since,
        IScheduler scheduler,
        Action<T, bool>? late = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(over);
        ArgumentNullException.ThrowIfNull(timeTicks);
        ArgumentNullException.ThrowIfNull(scheduler);
        if (over.IsAll) return Observable.Create<IObservable<T>>(observer => events.Subscribe(new WholeWindow<T>(observer)));
        _ = new WindowGrid(over, lateness);
        return Observable.Create<IObservable<T>>(observer =>
            new AlignedWindows<T>(events, new WindowClock(over, lateness, scheduler), timeTicks, since.UtcTicks, late, observer));
    }
}
