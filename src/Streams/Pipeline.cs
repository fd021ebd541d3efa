using System.Reactive.Linq;
using Streams.Grouping;
using Streams.Lane;
using Streams.Publishing;
using Streams.Reducing;
using Streams.Windowing;

namespace Streams;

/// <summary>The journey of an event: it joins its worker's group, falls into a window, is reduced, and moves a gauge.</summary>
/// <remarks>
/// Before, its message was received, stamped, decoded and admitted (<see cref="Lane.Lane"/>). Hot: everything below runs on the
/// lane's thread, inside the <c>OnNext</c> of an event, of a due time or of a read; an exception in it ends the lane.
/// </remarks>
internal static class Pipeline
{
    /// <summary>What one metric shows: at every read, for each of its windows, the value of every series.</summary>
    internal static IObservable<WindowReadings> Readings(this IObservable<Event> events, MetricPlan metric, IObservable<DateTimeOffset> reads, LaneClock clock) =>
        events
            .Where(metric.Enters)
            .GroupByWorker(metric.By, metric.Leases, clock.Leases)
            .Publish(workers => metric.Windows
                .Select(window => workers
                    .Select(worker => (window.Over.Every < window.Over.Length
                            ? worker.Hop(window.Reduction, window.Over, metric.Lateness, metric.Started, clock.Windows)
                            : worker
                                .WindowAligned(window.Over, metric.EventTime, metric.Lateness, metric.Started, clock.Windows)
                                .Reduce(window.Reduction, running: window.Over.IsAll))
                        .KeyedBy(worker.Key))
                    .Across(metric.ByNames, metric.Across, reads)
                    .Select(readings => new WindowReadings(window, readings)))
                .Merge());
}
