using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Streams.EndToEnd.Tests.Support;
using Streams.Grafana.Tests.Making;
using Streams.Grafana.Tests.Support;

namespace Streams.Grafana.Tests;

/// <summary>The dashboards are what their description makes, and the description knows the pipeline.</summary>
public sealed class DashboardMakingTests
{
    private static readonly HashSet<string> Pipeline = [.. Yaml.Read("pipelines/dynamo.yaml")["metrics"]!.AsObject().Select(m => m.Key)];

    public static TheoryData<string> Names => [.. DashboardMaker.Descriptions.AsObject().Select(d => d.Key)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task File_IsWhatTheDescriptionMakes(string name)
    {
        var file = Path.Combine(Repository.Root, "grafana", name + ".json");
        var made = DashboardMaker.File(DashboardMaker.Descriptions[name]!);
        if (Environment.GetEnvironmentVariable("WRITE_DASHBOARDS") == "1") await File.WriteAllTextAsync(file, made, TestContext.Current.CancellationToken);
        Assert.True(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) == made, $"{file} is not what grafana/dashboards.yaml makes: run scripts/dashboards");
    }

    [Fact]
    public async Task RulesOfTheOperator_AreThoseOfTheFiles()
    {
        var file = Path.Combine(Repository.Root, PrometheusRules.Path);
        var made = PrometheusRules.File();
        if (Environment.GetEnvironmentVariable("WRITE_DASHBOARDS") == "1") await File.WriteAllTextAsync(file, made, TestContext.Current.CancellationToken);
        Assert.True(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) == made, $"{file} is not what grafana/rules make: run scripts/dashboards");
        var groups = Yaml.Parse(made)["spec"]!["groups"]!.AsArray();
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "grafana", "rules"), "*.yml").Select(f => Yaml.Read(Path.GetRelativePath(Repository.Root, f)));
        Assert.Equal(files.SelectMany(f => f["groups"]!.AsArray()).Select(g => g!.ToJsonString()).Order(), groups.Select(g => g!.ToJsonString()).Order());
        var rules = Path.Combine(Directory.CreateTempSubdirectory("streams-").FullName, "rules.yml");
        await File.WriteAllTextAsync(rules, new JsonObject { ["groups"] = groups.DeepClone() }.ToJsonString(), TestContext.Current.CancellationToken);
        await Tool.SucceedAsync(Tool.Promtool, "check", "rules", rules);
    }

    [Fact]
    public async Task JobInTheDocument_IsThatOfTheShippedConfiguration()
    {
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "grafana.md"), TestContext.Current.CancellationToken);
        var snippet = document.Split("```yaml\n")[1].Split("```")[0];
        var (own, shipped) = (Yaml.Parse(snippet)["scrape_configs"]![0]!, Yaml.Read("prometheus.yml")["scrape_configs"]![0]!);
        Assert.All((string[])["job_name", "honor_labels", "sample_limit", "body_size_limit"], key => Assert.Equal(shipped[key]!.ToJsonString(), own[key]!.ToJsonString()));
        var folder = Directory.CreateTempSubdirectory("streams-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), snippet, TestContext.Current.CancellationToken);
        Directory.CreateSymbolicLink(Path.Combine(folder, "streams"), Path.Combine(Repository.Root, "grafana"));
        Assert.Contains("2 rule files", await Tool.SucceedAsync(Tool.Promtool, "check", "config", Path.Combine(folder, "prometheus.yml")));
    }

    [Fact]
    public void Descriptions_AreOfAllDashboards() =>
        Assert.Equal(Dashboard.Files.Order(), DashboardMaker.Descriptions.AsObject().Select(d => $"grafana/{d.Key}.json").Order());

    [Fact]
    public void Queries_AskForWhatThePipelineTheRulesOrTheDaemonHave()
    {
        var records = Directory.GetFiles(Path.Combine(Repository.Root, "grafana", "rules"), "*.yml").SelectMany(file => Regex.Matches(File.ReadAllText(file), @"record: (\S+)").Select(m => m.Groups[1].Value)).ToHashSet();
        var unknown = Asked().Where(name => !Pipeline.Any(metric => Regex.IsMatch(name, $"^{metric}(_bucket|_sum|_count)?$")) && !records.Contains(name)
            && !Regex.IsMatch(name, "^(streams_|process_|scrape_|up$|ALERTS$)"));
        Assert.Empty(unknown);
    }

    [Fact]
    public void Metrics_OfThePipeline_AreShownOrLeftOutWithAReason()
    {
        var left = DashboardMaker.Descriptions["grafana"]!["left_out"]!.AsObject().ToDictionary(l => l.Key, l => Dashboard.Text(l.Value));
        // What a recording rule is made of is shown by it.
        var rules = File.ReadAllText(Path.Combine(Repository.Root, "grafana", "rules", "recording.yml"));
        var asked = Asked().Select(name => Regex.Replace(name, "_(bucket|sum|count)$", "")).ToHashSet();
        Assert.Equal(left.Keys.Order(), Pipeline.Where(metric => !asked.Contains(metric) && !Regex.IsMatch(rules, $@"\b{metric}\b")).Order());
        Assert.DoesNotContain("", left.Values);
    }

    [Fact]
    public void Panels_NameTheirMetrics()
    {
        foreach (var panel in Dashboard.Files.Select(Dashboard.Read).SelectMany(d => d.Panels))
        {
            var names = Dashboard.Targets(panel).SelectMany(t => Expressions.Metrics(Dashboard.Text(t["expr"]))).ToList();
            Assert.NotEmpty(names);
            Assert.All(names, name => Assert.Contains(name, Dashboard.Text(panel["description"])));
        }
    }

    [Theory]
    [InlineData("sum by (component) (rate(a_total{x=\"b_c\"}[5m])) / on (l_m) group_left (n_o) max_over_time(fleet:q_r:s[1h]) or vector(0)", "a_total fleet:q_r:s")]
    [InlineData("count(ALERTS{alertstate=\"firing\"}) + min(up)", "ALERTS up")]
    public void Metrics_OfAQuery_AreItsNamesWithoutLabelsAndFunctions(string query, string names) => Assert.Equal(names, string.Join(' ', Expressions.Metrics(query)));

    [Fact]
    public void Dashboards_HaveFilterAnnotationsAndLinksThatKeepVariables()
    {
        foreach (var dashboard in Dashboard.Files.Select(Dashboard.Read))
        {
            Assert.Single(dashboard.Variables, v => Dashboard.Text(v["type"]) == "adhoc");
            Assert.Equal(["Alerts", "Workers that come", "Workers that go"], dashboard.Annotations.Select(a => Dashboard.Text(a["name"])));
            Assert.All(dashboard.Json["links"]!.AsArray(), link => Assert.True(link!["includeVars"]!.GetValue<bool>() && link["keepTime"]!.GetValue<bool>()));
        }
    }

    [Fact]
    public void Panels_WithoutThresholds_AreNeutral()
    {
        foreach (var panel in Dashboard.Files.Select(Dashboard.Read).SelectMany(d => d.Panels))
        {
            var steps = panel["fieldConfig"]!["defaults"]!["thresholds"]!["steps"]!.AsArray();
            Assert.True(steps.Count > 1 || Dashboard.Text(steps[0]!["color"]) == "text", Dashboard.Text(panel["title"]));
        }
    }

    private static HashSet<string> Asked() => [.. Dashboard.Files.Select(Dashboard.Read)
        .SelectMany(d => d.Panels.SelectMany(Dashboard.Targets).Concat(d.Annotations).Select(t => Dashboard.Text(t["expr"]))).SelectMany(Expressions.Metrics)];
}
