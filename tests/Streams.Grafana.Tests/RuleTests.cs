using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Streams.EndToEnd.Tests.Support;
using Streams.Grafana.Tests.Support;

namespace Streams.Grafana.Tests;

/// <summary>Prometheus' configuration, the rules, their tests and the runbook.</summary>
public sealed class RuleTests
{
    private static readonly IReadOnlyList<string> Rules = Files("grafana/rules");
    private static readonly IReadOnlyList<string> Tests = Files("grafana/rules/tests");

    private static IEnumerable<JsonNode> Alerts => Rules.SelectMany(file => Yaml.Read(file)["groups"]!.AsArray()).SelectMany(g => g!["rules"]!.AsArray()).Where(r => r!["alert"] is not null)!;

    [Fact]
    public Task Configuration_IsValid() => Tool.SucceedAsync(Tool.Promtool, "check", "config", "prometheus.yml");

    [Fact]
    public Task Rules_AreValid() => Tool.SucceedAsync(Tool.Promtool, ["check", "rules", "--lint=all", "--lint-fatal", .. Rules]);

    [Fact]
    public Task RuleTests_Pass() => Tool.SucceedAsync(Tool.Promtool, ["test", "rules", .. Tests]);

    [Fact]
    public void Alerts_AreEachTestedFiringAndNotFiring()
    {
        var cases = Tests.SelectMany(file => Yaml.Read(file)["tests"]!.AsArray()).SelectMany(t => (t!["alert_rule_test"] as JsonArray ?? []).Select(c => c!)).ToList();
        Assert.NotEmpty(Alerts);
        foreach (var alert in Alerts.Select(a => Dashboard.Text(a["alert"])))
        {
            var fired = cases.Where(c => Dashboard.Text(c["alertname"]) == alert).Select(c => c["exp_alerts"]!.AsArray().Count > 0).ToList();
            Assert.True(fired.Contains(true) && fired.Contains(false), alert);
        }
    }

    [Fact]
    public void Alerts_SayWhatTheyAreAndWhereTheRunbookIs()
    {
        foreach (var alert in Alerts)
        {
            var annotations = alert["annotations"]!;
            Assert.All((string[])["summary", "description", "runbook_url"], name => Assert.NotEqual("", Dashboard.Text(annotations[name])));
            Assert.Equal("docs/runbook.md#" + Dashboard.Text(alert["alert"]).ToLowerInvariant(), Dashboard.Text(annotations["runbook_url"]));
        }
    }

    [Fact]
    public void Runbook_HasAHeadingForEachAlertAndNoOther()
    {
        var runbook = File.ReadAllText(Path.Combine(Repository.Root, "docs/runbook.md"));
        var headings = Regex.Matches(runbook, "^## (.+)$", RegexOptions.Multiline).Select(m => m.Groups[1].Value);
        Assert.Equal(Alerts.Select(a => Dashboard.Text(a["alert"])).Order(), headings.Order());
    }

    [Fact]
    public void Records_ThatAlertsAndDashboardsName_Exist()
    {
        var records = Rules.SelectMany(file => Yaml.Read(file)["groups"]!.AsArray()).SelectMany(g => g!["rules"]!.AsArray()).Select(r => Dashboard.Text(r!["record"])).ToHashSet();
        var queries = Alerts.Select(a => Dashboard.Text(a["expr"])).Concat(Dashboard.Files.SelectMany(f => Dashboard.Read(f).Panels).SelectMany(Dashboard.Targets).Select(t => Dashboard.Text(t["expr"])));
        var named = queries.SelectMany(q => Regex.Matches(q, @"\b(fleet|worker|model):[\w:]+").Select(m => m.Value)).Distinct().ToList();
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, records));
    }

    private static IReadOnlyList<string> Files(string folder) =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.yml").Select(f => Path.GetRelativePath(Repository.Root, f)).Order()];
}
