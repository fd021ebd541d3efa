using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace Streams.Reducing;

/// <summary>The positions of the queries that an event enters, increasing. Called once for each event, while the event is being handled.</summary>
/// <typeparam name="TEvent">Any type of event.</typeparam>
public delegate ReadOnlySpan<int> EntersQueries<TEvent>(in TEvent e);

/// <summary>Groups, windows and reductions in one step.</summary>
public static class ReduceByWorkerExtensions
{
    /// <summary>
    /// Groups events by worker for as long as the worker is there (N3, N4, N12), cuts the events of each group into windows aligned to
    /// the Unix epoch (N5, N6), and reduces every window.
    /// </summary>
    /// <remarks>
    /// Gives what <c>GroupByWorker</c>, <c>WindowAligned</c> and an aggregation of every window give together, but that a window that is
    /// open when its group ends is discarded. Costs a fraction: a worker is a row of one table, its lease and the state of its windows
    /// stand in arrays, one timer serves all, and nothing is allocated for an event. At one instant windows close before leases end.
    /// Hot, on the thread of events, reads and scheduler, which must be one. When the events complete there is a last read, then the
    /// sequence completes, as it does with the reads; the first error goes on. An exception in a function of the query is broken code
    /// and goes to the caller.
    /// </remarks>
    /// <param name="events">The events; all of them enter.</param>
    /// <param name="query">How they are grouped, windowed and reduced.</param>
    /// <param name="reads">When to look.</param>
    /// <param name="scheduler">The clock on which windows close and leases end.</param>
    /// <returns>At every read what each window of the query shows, in the order of its windows; used again at the next one.</returns>
    /// <exception cref="ArgumentException">A window's length is no multiple of the time between windows, or the lateness is negative.</exception>
    public static IObservable<WorkerReadings<TEvent>> ReduceByWorker<TEvent>(
        this IObservable<TEvent> events, WorkerQuery<TEvent> query, IObservable<DateTimeOffset> reads, IScheduler scheduler) =>
        events.ReduceByWorker([query], static (in _) => [0], reads, scheduler);

    /// <summary>The same for several queries, which share one table: an event finds its worker once for all that group alike.</summary>
    /// <inheritdoc cref="ReduceByWorker{TEvent}(IObservable{TEvent}, WorkerQuery{TEvent}, IObservable{DateTimeOffset}, IScheduler)"/>
    /// <param name="events">The events.</param>
    /// <param name="queries">How they are grouped, windowed and reduced.</param>
    /// <param name="enters">Which of the queries an event enters.</param>
    /// <param name="reads">When to look.</param>
    /// <param name="scheduler">The clock on which windows close and leases end.</param>
    public static IObservable<WorkerReadings<TEvent>> ReduceByWorker<TEvent>(
        this IObservable<TEvent> events,
        IReadOnlyList<WorkerQuery<TEvent>> queries,
        EntersQueries<TEvent> enters,
        IObservable<DateTimeOffset> reads,
        IScheduler scheduler)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(enters);
        ArgumentNullException.ThrowIfNull(reads);
        ArgumentNullException.ThrowIfNull(scheduler);
        return Observable.Create<WorkerReadings<TEvent>>(observer =>
        {
            var sink = new ReduceByWorkerSink<TEvent>(queries, enters, observer, scheduler);
            sink.Run(events, reads);
            return sink;
        });
    }
}
