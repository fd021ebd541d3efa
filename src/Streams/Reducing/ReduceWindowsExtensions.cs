using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Streams.Events;

namespace Streams.Reducing;

/// <summary>Windows and reductions of all groups in one step.</summary>
internal static class ReduceWindowsExtensions
{
    /// <summary>Reduces the events of every group in each of several windows.</summary>
    /// <param name="groups">The groups; their keys differ.</param>
    /// <param name="windows">The windows, and what is kept of each.</param>
    /// <param name="lateness">How long after its end a window stays open. Not negative.</param>
    /// <param name="since">Windows that began earlier are not published.</param>
    /// <param name="scheduler">The lane's clock.</param>
    /// <returns>The living groups with what their windows show, once: it changes with every event and window's end.</returns>
    /// <remarks>
    /// Shows what <c>WindowAligned</c> and <c>Reduce</c>, or <c>Hop</c>, in every group and for every window show together, up to the
    /// last digits of fractions, at a third of the cost: the state of all groups stands in arrays, with one timer a window. Hot, on
    /// the thread of groups and scheduler, which must be one; subscribes to each group at once. Ends with an error of groups.
    /// </remarks>
    internal static IObservable<ReducedGroups> ReduceWindows(
        this IObservable<IGroupedObservable<WorkerKey, Event>> groups, IReadOnlyList<WindowPlan> windows, TimeSpan lateness, DateTimeOffset since, IScheduler scheduler) =>
        Observable.Create<ReducedGroups>(observer =>
        {
            var reduced = new ReducedGroups([.. windows.Select(window => ReducedWindow.Of(window, lateness, since, scheduler))], observer, scheduler);
            observer.OnNext(reduced);
            reduced.Run(groups);
            return reduced;
        });
}
