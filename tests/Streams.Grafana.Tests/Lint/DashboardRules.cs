using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Streams.Grafana.Tests.Support;

namespace Streams.Grafana.Tests.Lint;

/// <summary>The rules of Grafana's dashboard-linter that are about a dashboard as a whole.</summary>
internal static class DashboardRules
{
    internal static readonly IReadOnlyDictionary<string, Func<Dashboard, bool>> All = new Dictionary<string, Func<Dashboard, bool>>
    {
        ["template-datasource-rule"] = d => d.Variables.Where(v => Type(v) == "datasource").ToList() is [var only]
            && Dashboard.Text(only["name"]) == "datasource" && Dashboard.Text(only["label"]) == "Data source" && Dashboard.Query(only) == "prometheus",
        ["template-job-rule"] = d => HasVariable(d, "job", "Job"),
        ["template-instance-rule"] = d => HasVariable(d, "instance", "Instance"),
        ["template-label-promql-rule"] = d => Queries(d).All(v => Dashboard.LabelValues(v) is ({ } selector, _) && Balanced(selector)),
        ["template-on-time-change-reload-rule"] = d => Queries(d).All(v => v["refresh"]!.GetValue<int>() == 2),
        ["uneditable-dashboard"] = d => d.Json["editable"] is { } editable && !editable.GetValue<bool>(),
    };

    private static IEnumerable<JsonObject> Queries(Dashboard dashboard) => dashboard.Variables.Where(v => Type(v) == "query");

    private static string Type(JsonObject variable) => Dashboard.Text(variable["type"]);

    private static bool Balanced(string selector) => Regex.IsMatch(selector, @"^([a-zA-Z_:][\w:]*(\{[^{}]*\})?|\{[^{}]+\})$");

    private static bool HasVariable(Dashboard dashboard, string name, string label) =>
        dashboard.Variables.FirstOrDefault(v => Dashboard.Text(v["name"]) == name) is { } variable
        && Type(variable) == "query"
        && (Dashboard.Text(variable["datasource"]?["uid"]) is "$datasource" or "${datasource}")
        && Dashboard.Text(variable["label"]) == label
        && variable["multi"]?.GetValue<bool>() is true
        && Dashboard.Text(variable["allValue"]) == ".+";
}
