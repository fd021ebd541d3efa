using System.Text.Json.Nodes;
using Streams.Grafana.Tests.Support;

namespace Streams.Grafana.Tests.Lint;

/// <summary>The rules of Grafana's dashboard-linter that are about one panel, asked here of every type of panel.</summary>
internal static class PanelRules
{
    /// <summary>Of Grafana's units those that the dashboards use, and may.</summary>
    private static readonly HashSet<string> Units = ["none", "short", "percent", "percentunit", "s", "ms", "bytes", "cps", "mps", "ops", "reqps"];

    internal static readonly IReadOnlyDictionary<string, Func<JsonObject, bool>> All = new Dictionary<string, Func<JsonObject, bool>>
    {
        ["panel-datasource-rule"] = panel => Dashboard.Text(panel["datasource"]?["uid"]) is "$datasource" or "${datasource}",
        ["panel-title-description-rule"] = panel => Dashboard.Text(panel["title"]).Length > 0 && Dashboard.Text(panel["description"]).Length > 0,
        ["panel-units-rule"] = panel => Defaults(panel)?["mappings"] is not null || Units.Contains(Dashboard.Text(Defaults(panel)?["unit"])),
        ["panel-no-targets-rule"] = panel => Dashboard.Targets(panel).Count > 0,
    };

    private static JsonNode? Defaults(JsonObject panel) => panel["fieldConfig"]?["defaults"];
}
