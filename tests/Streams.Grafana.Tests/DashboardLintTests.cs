using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Streams.Grafana.Tests.Lint;
using Streams.Grafana.Tests.Support;

namespace Streams.Grafana.Tests;

/// <summary>The dashboards by the rules of Grafana's dashboard-linter, and the rules by a dashboard that breaks each.</summary>
public sealed class DashboardLintTests
{
    /// <summary>For each rule a change of the daemon's dashboard that breaks it.</summary>
    private static readonly Dictionary<string, Action<Dashboard>> Breaks = new()
    {
        ["template-datasource-rule"] = d => Variable(d, "datasource")["label"] = "Prometheus",
        ["template-job-rule"] = d => Variable(d, "job")["allValue"] = ".*",
        ["template-instance-rule"] = d => Variable(d, "instance")["multi"] = false,
        ["template-label-promql-rule"] = d => Variable(d, "job")["query"]!["query"] = "label_values(up{, job)",
        ["template-on-time-change-reload-rule"] = d => Variable(d, "job")["refresh"] = 1,
        ["uneditable-dashboard"] = d => d.Json["editable"] = true,
        ["panel-datasource-rule"] = d => d.Panels[0]["datasource"] = new JsonObject { ["uid"] = "streams-prometheus" },
        ["panel-title-description-rule"] = d => d.Panels[0]["description"] = "",
        ["panel-units-rule"] = d => d.Panels[^1]["fieldConfig"]!["defaults"]!["unit"] = "furlongs",
        ["panel-no-targets-rule"] = d => d.Panels[0].Remove("targets"),
        ["target-logql-rule"] = d => Target(d)["datasource"]!["type"] = "loki",
        ["target-logql-auto-rule"] = d => Target(d)["datasource"]!["type"] = "loki",
        ["target-promql-rule"] = d => Target(d)["expr"] = "up{job=~\"$job\",instance=~\"$instance\"})",
        ["target-rate-interval-rule"] = d => Target(d)["expr"] = "rate(process_cpu_seconds_total{job=~\"$job\",instance=~\"$instance\"}[5m])",
        ["target-job-rule"] = d => Target(d)["expr"] = "up{instance=~\"$instance\"}",
        ["target-instance-rule"] = d => Target(d)["expr"] = "up{job=~\"$job\",instance=~\"$instance\"} + up",
        ["target-counter-agg-rule"] = d => Target(d)["expr"] = "sum(process_cpu_seconds_total{job=~\"$job\",instance=~\"$instance\"})",
    };

    public static TheoryData<string> Rules => [.. DashboardLinter.Rules];

    [Fact]
    public void Dashboards_BreakNoRule_ButWithAReason()
    {
        var findings = Dashboard.Files.Select(Dashboard.Read).SelectMany(DashboardLinter.Lint).ToList();
        Assert.Equal(17, DashboardLinter.Rules.Count);
        Assert.DoesNotContain(findings, f => !Exclusions.All.Any(e => Exclusions.Covers(e, f)));
        Assert.DoesNotContain(Exclusions.All, e => !findings.Any(f => Exclusions.Covers(e, f)));
        Assert.DoesNotContain("", Exclusions.Reasons);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_BrokenDashboard_IsFound(string rule)
    {
        var dashboard = Dashboard.Read("grafana/daemon.json");
        Assert.Empty(DashboardLinter.Lint(dashboard));
        Breaks[rule](dashboard);
        Assert.Contains(rule, DashboardLinter.Lint(dashboard).Select(f => f.Rule));
    }

    [Fact]
    public async Task Queries_ArePromQl()
    {
        var dashboards = Dashboard.Files.Select(Dashboard.Read).ToList();
        var queries = dashboards.SelectMany(d => d.Panels.SelectMany(Dashboard.Targets).Select(t => d.Expand(Dashboard.Text(t["expr"])))
            .Concat(d.Variables.Select(v => Dashboard.LabelValues(v).Selector).OfType<string>().Select(d.Expand)));
        var rules = new JsonArray([.. queries.Select((q, i) => new JsonObject { ["record"] = $"query:{i}", ["expr"] = q })]);
        var file = Path.Combine(Directory.CreateTempSubdirectory("streams-").FullName, "queries.yml");
        await File.WriteAllTextAsync(file, new JsonObject { ["groups"] = new JsonArray(new JsonObject { ["name"] = "queries", ["rules"] = rules }) }.ToJsonString());
        await Tool.SucceedAsync(Tool.Promtool, "check", "rules", "--lint=none", file);
    }

    [Fact]
    public void Panels_HaveANoValueTextAndIdsOfTheirOwn()
    {
        foreach (var dashboard in Dashboard.Files.Select(Dashboard.Read))
        {
            Assert.All(dashboard.Panels, p => Assert.NotEqual("", Dashboard.Text(p["fieldConfig"]!["defaults"]!["noValue"])));
            Assert.All(dashboard.Panels, p => Assert.NotEmpty(p["fieldConfig"]!["defaults"]!["thresholds"]!["steps"]!.AsArray()));
            var ids = dashboard.Json["panels"]!.AsArray().Select(p => p!["id"]!.GetValue<int>()).ToList();
            Assert.Equal(ids.Distinct(), ids);
            Assert.Null(dashboard.Json["id"]);
            Assert.NotEqual("", Dashboard.Text(dashboard.Json["uid"]));
        }
    }

    [Fact]
    public void PanelsOfWorkers_DrawTheTenMostTelling()
    {
        var panels = Dashboard.Read("grafana/grafana.json").Panels.Where(p => Dashboard.Text(p["type"]) != "table");
        var queries = panels.SelectMany(Dashboard.Targets).Where(IsOfWorkers).Select(t => Dashboard.Text(t["expr"])).ToList();
        Assert.NotEmpty(queries);
        Assert.All(queries, query => Assert.Matches(@"\b(top|bottom)k\(10, ", query));
    }

    [Fact]
    public void PanelsOfTheFleet_NameTheComponentOrThePipeline()
    {
        // Numbers of several components or pipelines are series of their own, and cannot be told apart by anything else.
        var targets = Dashboard.Read("grafana/grafana.json").Panels.Where(p => Dashboard.Text(p["type"]) != "table").SelectMany(Dashboard.Targets).Where(t => !IsOfWorkers(t));
        var several = targets.Where(t => Regex.IsMatch(Dashboard.Text(t["expr"]), @"\b(llm_|fleet:|streams_(workers|discovery_workers))")).ToList();
        Assert.NotEmpty(several);
        Assert.All(several, t => Assert.Matches(@"\{\{(component|pipeline)\}\}", Dashboard.Text(t["legendFormat"])));
        Assert.All(several, t => Assert.DoesNotMatch(@"\b(sum|avg|min|max|count|quantile) ?\(", Dashboard.Text(t["expr"])));
    }

    private static bool IsOfWorkers(JsonObject target) => Dashboard.Text(target["legendFormat"]).Contains("{{worker_id}}", StringComparison.Ordinal);

    private static JsonObject Variable(Dashboard dashboard, string name) => dashboard.Variables.Single(v => Dashboard.Text(v["name"]) == name);

    private static JsonObject Target(Dashboard dashboard) => Dashboard.Targets(dashboard.Panels[0])[0];
}
