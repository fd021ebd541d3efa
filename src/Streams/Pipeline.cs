using System.Reactive.Linq;
using Streams.Events;
using Streams.Planning;
using Streams.Reducing;
using Streams.Timing;

namespace Streams;

/// <summary>
/// The journey of an event: it is admitted, tells that its worker lives, joins its worker's group, falls into a window, is reduced, and
/// moves a gauge.
/// </summary>
/// <remarks>
/// Before, its message was received, stamped and decoded (<see cref="Lane.PipelineLane"/>). Metrics that agree in their events and
/// groups go together, which shows in no number (<see cref="GroupPlan"/>). Hot: everything below runs on the lane's thread, inside
/// the <c>OnNext</c> of an event, of a due time or of a read; an exception in it ends the lane.
/// </remarks>
internal static class Pipeline
{
    /// <summary>What the groups of a plan hold: at every read, all windows of each of its queries.</summary>
    internal static IObservable<WorkerReadings<Event>> Reduced(this IObservable<Event> events, PipelinePlan plan, IObservable<DateTimeOffset> reads,
        LaneClock clock) =>
        events
            .Where(plan.Admission.Admits)
            .Do(plan.Beat)
            .ReduceByWorker(plan.Queries, plan.Admission.Entered, reads, clock.Windows);

    /// <summary>What its metrics show of that: for each of their windows, the value of every series. Keeps nothing that a read cannot find anew.</summary>
    internal static IObservable<WindowReadings> Readings(this IObservable<WorkerReadings<Event>> groups, PipelinePlan plan,
        IObservable<DateTimeOffset> reads) =>
        groups
            .Across(plan.Groups)
            .Derive(plan.Derived, reads);
}
