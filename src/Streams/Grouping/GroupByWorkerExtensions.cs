using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Streams.Events;

namespace Streams.Grouping;

/// <summary>Groups events by worker, for as long as the worker is there.</summary>
public static class GroupByWorkerExtensions
{
    /// <summary>
    /// Groups events by worker. A group begins with its first event, is renewed by each further one, and completes when its lease
    /// ends, when an earlier source takes its worker over, or with the last beat of a worker that beat (N3, N4, N12).
    /// </summary>
    /// <remarks>
    /// Groups are hot: subscribe to them in the call that hands them out; the event that began one follows that call. All runs on
    /// the thread of the events, which must be the scheduler's too. When the events complete or fail, so do all groups, then the
    /// outer sequence; whoever disposes the outer subscription stops everything, and the groups stay silent. An exception in a
    /// function of the settings is broken code and goes to the caller. In place of <c>GroupBy</c>, which never forgets, and
    /// <c>GroupByUntil</c>, which needs a timer for each group.
    /// </remarks>
    /// <param name="events">The events that enter.</param>
    /// <param name="by">The labels of an event's group; the first one is its worker.</param>
    /// <param name="leases">How long groups live.</param>
    /// <param name="scheduler">The clock on which leases end.</param>
    public static IObservable<IGroupedObservable<WorkerKey, TEvent>> GroupByWorker<TEvent>(
        this IObservable<TEvent> events, Func<TEvent, WorkerKey> by, Leases<TEvent> leases, IScheduler scheduler) =>
        events.GroupByWorker(by, leases, new LiveGroups<TEvent>(), scheduler);

    /// <inheritdoc cref="GroupByWorker{TEvent}(IObservable{TEvent}, Func{TEvent, WorkerKey}, Leases{TEvent}, IScheduler)"/>
    /// <param name="events">The events that enter.</param>
    /// <param name="by">The labels of an event's group; the first one is its worker.</param>
    /// <param name="leases">How long groups live.</param>
    /// <param name="live">Shows which groups live. One subscription at a time: another gets an <see cref="InvalidOperationException"/> in place of
    /// groups.</param>
    /// <param name="scheduler">The clock on which leases end.</param>
    public static IObservable<IGroupedObservable<WorkerKey, TEvent>> GroupByWorker<TEvent>(
        this IObservable<TEvent> events, Func<TEvent, WorkerKey> by, Leases<TEvent> leases, LiveGroups<TEvent> live, IScheduler scheduler)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(leases);
        ArgumentNullException.ThrowIfNull(live);
        ArgumentNullException.ThrowIfNull(scheduler);
        return Observable.Create<IGroupedObservable<WorkerKey, TEvent>>(groups =>
        {
            var sink = new GroupByWorkerSink<TEvent>(by, leases, live, groups, scheduler);
            sink.Run(events);
            return sink;
        });
    }
}
