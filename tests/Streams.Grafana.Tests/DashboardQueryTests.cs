using System.Text.Json.Nodes;
using Streams.Grafana.Tests.Support;
using Streams.Testing.Support;

namespace Streams.Grafana.Tests;

/// <summary>Every query of every panel, and every variable, on a real Prometheus that scrapes a real daemon.</summary>
public sealed class DashboardQueryTests(FleetsFixture fixture) : IClassFixture<FleetsFixture>
{
    /// <summary>What a fleet cannot show, and why: the panel says so itself.</summary>
    private static readonly Dictionary<string, string[]> Absent = new()
    {
        [FleetsFixture.Both] = ["Frontend hit rate", "Recording"],
        ["0.3.2"] =
        [
            "Frontend hit rate", "KV reuse", "Prompt tokens", "Reuse by worker", "Recording", "Pass time", "Prefill", "Decode", "Queued tokens",
            "Pass time over time", "Tokens a second", "Prompt tokens queued", "Slowest passes",
        ],
        ["1.6.0"] =
        [
            "Frontend hit rate", "KV hit rate", "Prompt blocks routed", "Hit rate by worker", "Recording", "KV utilisation", "Available blocks",
            "KV utilisation over time", "Fullest",
        ],
    };

    public static TheoryData<string, string> Cases => [.. from file in Dashboard.Files from releases in Absent.Keys select new TheoryDataRow<string, string>(file, releases)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Panels_OfAFleet_ShowDataOrSayWhyNot(string file, string releases)
    {
        var prometheus = fixture.Fleets[releases].Prometheus;
        var dashboard = Dashboard.Read(file);
        var silent = dashboard.Panels.ToLookup(p => Absent[releases].Contains(Dashboard.Text(p["title"])));
        foreach (var panel in silent[false])
        {
            var title = Dashboard.Text(panel["title"]);
            await Eventually.AnswersAsync(async () => await RunAsync(prometheus, dashboard, panel) > 0 ? title : null, $"data in {title}");
        }

        foreach (var panel in silent[true])
        {
            Assert.Equal(0, await RunAsync(prometheus, dashboard, panel));
            Assert.Matches("[Rr]eleases .*(0|1)\\.|is not scraped|Nothing is recorded", Dashboard.Text(panel["fieldConfig"]!["defaults"]!["noValue"]));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Variables_OfAFleet_HaveValues(string file, string releases)
    {
        var dashboard = Dashboard.Read(file);
        foreach (var variable in dashboard.Variables.Where(v => Dashboard.Text(v["type"]) == "query"))
        {
            var (selector, label) = Dashboard.LabelValues(variable);
            var path = $"/api/v1/label/{label}/values?match[]={Uri.EscapeDataString(dashboard.Expand(selector!))}";
            await Eventually.AnswersAsync(async () => (await fixture.Fleets[releases].Prometheus.DataAsync(path)).AsArray() is { Count: > 0 } values ? values : null, $"values of {variable["name"]}");
        }
    }

    [Fact]
    public async Task Queries_OfTheFleetOfBoth_EachYieldSeries()
    {
        var prometheus = fixture.Fleets[FleetsFixture.Both].Prometheus;
        foreach (var dashboard in Dashboard.Files.Select(Dashboard.Read))
        {
            var targets = dashboard.Panels.Where(p => !Absent[FleetsFixture.Both].Contains(Dashboard.Text(p["title"]))).SelectMany(Dashboard.Targets);
            foreach (var target in targets)
            {
                var query = Dashboard.Text(target["expr"]);
                await Eventually.AnswersAsync(async () => await RunAsync(prometheus, dashboard, target, query) > 0 ? query : null, $"series of {query}");
            }
        }
    }

    [Fact]
    public async Task Annotations_OfAFleetThatHasJustCome_AreAskedWithoutAMistake()
    {
        var prometheus = fixture.Fleets[FleetsFixture.Both].Prometheus;
        foreach (var dashboard in Dashboard.Files.Select(Dashboard.Read))
        {
            foreach (var query in dashboard.Annotations.Select(a => Dashboard.Text(a["expr"])))
            {
                // How many there are tells the time; that Prometheus takes the question is what counts, and what it would answer without the threshold.
                var end = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
                await prometheus.DataAsync($"/api/v1/query_range?query={Uri.EscapeDataString(dashboard.Expand(query))}&start={end - 60}&end={end}&step=5");
                if (!query.EndsWith("> 0.5", StringComparison.Ordinal)) continue;
                var whole = Uri.EscapeDataString(dashboard.Expand(query[..query.IndexOf(" > ", StringComparison.Ordinal)]));
                await Eventually.AnswersAsync(async () => (await prometheus.DataAsync($"/api/v1/query?query={whole}"))["result"]!.AsArray() is { Count: > 0 } found ? found : null, query);
            }
        }
    }

    /// <summary>Series over all queries of a panel.</summary>
    private static async Task<int> RunAsync(PrometheusServer prometheus, Dashboard dashboard, JsonObject panel)
    {
        var series = 0;
        foreach (var target in Dashboard.Targets(panel)) series += await RunAsync(prometheus, dashboard, target, Dashboard.Text(target["expr"]));
        return series;
    }

    private static async Task<int> RunAsync(PrometheusServer prometheus, Dashboard dashboard, JsonObject target, string query)
    {
        var escaped = Uri.EscapeDataString(dashboard.Expand(query));
        var end = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var path = target["instant"]!.GetValue<bool>() ? $"/api/v1/query?query={escaped}" : $"/api/v1/query_range?query={escaped}&start={end - 20}&end={end}&step=2";
        return (await prometheus.DataAsync(path))["result"]!.AsArray().Count;
    }
}
