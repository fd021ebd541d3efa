using Streams.Grafana.Tests.Support;

namespace Streams.Grafana.Tests.Lint;

/// <summary>The 17 rules of Grafana's dashboard-linter.</summary>
internal static class DashboardLinter
{
    internal static IReadOnlyList<string> Rules { get; } = [.. DashboardRules.All.Keys, .. PanelRules.All.Keys, .. TargetRules.All.Keys];

    internal static IEnumerable<Finding> Lint(Dashboard dashboard)
    {
        foreach (var (rule, holds) in DashboardRules.All)
        {
            if (!holds(dashboard)) yield return new Finding(rule, dashboard.Title);
        }

        foreach (var panel in dashboard.Panels)
        {
            var title = Dashboard.Text(panel["title"]);
            foreach (var (rule, holds) in PanelRules.All)
            {
                if (!holds(panel)) yield return new Finding(rule, dashboard.Title, title);
            }

            foreach (var (rule, holds) in TargetRules.All)
            {
                if (!Dashboard.Targets(panel).All(holds)) yield return new Finding(rule, dashboard.Title, title);
            }
        }
    }
}
