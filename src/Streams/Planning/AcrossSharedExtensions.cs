using System.Reactive.Linq;
using Streams.Across;
using Streams.Reducing;

namespace Streams.Planning;

/// <summary>Looks at all groups of several metrics at once.</summary>
internal static class AcrossSharedExtensions
{
    /// <summary>At every read, and only then, what every window of every metric shows of the groups that they share (F3, N9), if it can have changed since the last one.</summary>
    /// <remarks>For each metric and window what <see cref="AcrossExtensions.Across"/> shows; the groups are brought into order once for all.</remarks>
    internal static IObservable<WindowReadings> Across(this IObservable<ReducedGroups> groups, IReadOnlyList<MetricPlan> metrics, IObservable<DateTimeOffset> reads) =>
        groups.SelectMany(shared =>
        {
            AcrossView[] views = [.. metrics.SelectMany(metric => metric.Windows.Select(window => new AcrossView(shared, metric, window)))];
            return reads.SelectMany(_ => views.Select(view => view.Read()).OfType<WindowReadings>());
        });
}
