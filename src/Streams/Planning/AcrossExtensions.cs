using System.Reactive.Linq;
using Streams.Definition;
using Streams.Events;
using Streams.Reducing;

namespace Streams.Planning;

/// <summary>Looks at all groups of several metrics at once.</summary>
internal static class AcrossExtensions
{
    /// <summary>What every metric shows of every window that it reads (F3, N9), where it can have changed since the last read.</summary>
    /// <remarks>One exact pass in the order of the keys. Groups without a value are left out; where none is left there is no value.</remarks>
    internal static IObservable<WindowReadings> Across(this IObservable<WorkerReadings<Event>> readings, IReadOnlyList<GroupPlan> plans) =>
        Observable.Defer(() =>
        {
            var views = new Dictionary<WorkerReadings<Event>, AcrossView[]>();
            var groups = new Dictionary<object, JoinedGroups>();
            return readings.SelectMany(shared =>
            {
                if (!views.TryGetValue(shared, out var known)) views[shared] = known = ViewsOf(shared, plans, groups);
                return known.Select(view => view.Read()).OfType<WindowReadings>();
            });
        });

    private static AcrossView[] ViewsOf(WorkerReadings<Event> shared, IReadOnlyList<GroupPlan> plans, Dictionary<object, JoinedGroups> groups)
    {
        var plan = plans.Single(plan => plan.Query == shared.Query);
        return [.. from metric in plan.Metrics from window in metric.Windows where window.Over == shared.Over
            select new AcrossView(shared, metric, window, GroupsOf(shared.Groups, metric.Definition, plan.Labels, groups))];
    }

    /// <summary>Metrics that show the same groups by the same labels share the list of them.</summary>
    private static JoinedGroups GroupsOf(
        ReducedGroups<Event> of, MetricDefinition metric, JoinedLabels labels, Dictionary<object, JoinedGroups> known)
    {
        var terms = (of, string.Join(' ', metric.With), metric.Having);
        if (!known.TryGetValue(terms, out var groups)) known.Add(terms, groups = new JoinedGroups(of, metric, labels));
        return groups;
    }
}
