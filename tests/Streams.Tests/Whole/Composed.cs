using System.Reactive.Linq;
using Streams.Across;
using Streams.Events;
using Streams.Grouping;
using Streams.Planning;
using Streams.Reducing;
using Streams.Tests.Composing;
using Streams.Timing;
using Streams.Windowing;

namespace Streams.Tests.Whole;

/// <summary>The journey as its operators are told one by one: each metric alone, in every group its windows, in every window a reduction.</summary>
internal static class Composed
{
    internal static IObservable<(string Name, IReadOnlyList<GroupReading> Readings)> ReadingsOneByOne(this IObservable<Event> events, GroupPlan plan, IObservable<DateTimeOffset> reads, LaneClock clock)
    {
        var metric = plan.Metrics.Single();
        return events
            .Where(e => plan.Enters(e))
            .GroupByWorker(plan.Query.By, plan.Query.Leases, clock.Leases)
            .Publish(workers => metric.Windows
                .Select(window => workers
                    .Select(worker => (window.Over.Every < window.Over.Length
                            ? worker.Hop(window.Reduction, window.Over, metric.Lateness, plan.Query.Since, clock.Windows)
                            : worker
                                .WindowAligned(window.Over, e => e.TimeTicks, metric.Lateness, plan.Query.Since, clock.Windows)
                                .Reduce(window.Reduction, running: window.Over.IsAll))
                        .KeyedBy(worker.Key))
                    .Across(metric.Definition.By, metric.Definition.Across, reads)
                    .Select(readings => (ReduceByWorkerTests.NameOf(metric.Definition, window.Over), readings)))
                .Merge());
    }
}
