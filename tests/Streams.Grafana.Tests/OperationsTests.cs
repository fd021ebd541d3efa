using System.Globalization;
using System.Text.Json.Nodes;
using Streams.EndToEnd.Tests.Support;
using Streams.Grafana.Tests.Support;

namespace Streams.Grafana.Tests;

/// <summary>The limits in <c>docs/operations.md</c> are those of the shipped files, and fit each other.</summary>
public sealed class OperationsTests
{
    private static readonly JsonNode Pipeline = Yaml.Read("pipelines/dynamo.yaml");
    private static readonly JsonNode Prometheus = Yaml.Read("prometheus.yml");
    private static readonly string[] Table = [.. File.ReadLines(Path.Combine(Repository.Root, "docs/operations.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal))];

    private static int Workers => Pipeline["max_workers"]!.GetValue<int>();

    private static int SeriesOfAWorker => Pipeline["metrics"]!.AsObject().Sum(metric => SeriesOf(metric.Value!));

    private static int MaxSeries => new Definition.PipelineDefinition { Name = "any", Sources = [], Metrics = [] }.MaxSeries;

    private static JsonNode Scrape => Prometheus["scrape_configs"]![0]!;

    [Fact]
    public void Table_HasWhatTheFilesSay()
    {
        Assert.Equal(Number(Workers), Cell("workers"));
        Assert.Equal(Number(SeriesOfAWorker), Cell("series of a worker, at most"));
        Assert.Equal(Number(Workers * SeriesOfAWorker), Cell("series of all of them"));
        Assert.Equal(Number(Pipeline["max_series"]?.GetValue<int>() ?? MaxSeries), Cell("series that a pipeline may show of its groups"));
        Assert.Equal(Number(Scrape["sample_limit"]!.GetValue<int>()), Cell("series of a page"));
        Assert.Equal(Cell("a page").Replace(" ", "", StringComparison.Ordinal), Dashboard.Text(Scrape["body_size_limit"]));
        Assert.Equal(Cell("time for a scrape").Replace(" ", "", StringComparison.Ordinal), Dashboard.Text(Prometheus["global"]!["scrape_timeout"]));
        Assert.Equal(Cell("memory of the daemon"), Dashboard.Text(Yaml.Read("docker-compose.yml")["services"]!["streams"]!["mem_limit"]).Replace("m", " MiB", StringComparison.Ordinal));
        Assert.Equal(Cell("memory of the daemon"), Memory(Manifest("deployment.yaml")["spec"]!["template"]!["spec"]!["containers"]![0]!["resources"]!["limits"]!["memory"]));
        Assert.Equal(Cell("series of a page"), Number(Manifest("servicemonitor.yaml")["spec"]!["sampleLimit"]!.GetValue<int>()));
    }

    [Fact]
    public void Limits_FitEachOther()
    {
        Assert.InRange(Workers * SeriesOfAWorker, 1, MaxSeries);
        Assert.InRange(MaxSeries, 1, Scrape["sample_limit"]!.GetValue<int>() * 9 / 10);
        // Some 120 bytes a series, longer names and labels than those of Dynamo left aside.
        Assert.InRange(MaxSeries * 120L, 1, 64_000_000);
    }

    private static JsonNode Manifest(string name) => Yaml.Read("deploy/kubernetes/" + name);

    private static string Memory(JsonNode? limit) => Dashboard.Text(limit).Replace("Mi", " MiB", StringComparison.Ordinal);

    /// <summary>The series that one more worker brings: one a window, those of a histogram's buckets, sum and count, but none where all workers are combined.</summary>
    private static int SeriesOf(JsonNode metric)
    {
        var last = metric["across"] switch
        {
            null => "by itself",
            JsonArray steps => Dashboard.Text(steps[^1]),
            var step => Dashboard.Text(step),
        };
        if (metric["of"] is null && metric["by"] is null) return 0;
        if (metric["buckets"] is JsonArray buckets) return buckets.Count + 3;
        if (last != "by itself" && !last.Contains("worker_id", StringComparison.Ordinal)) return 0;
        return metric["over"] is JsonArray windows ? windows.Count : 1;
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Cell(string limit) => Assert.Single(Table, line => line.StartsWith($"| {limit} |", StringComparison.Ordinal)).Split('|')[2].Trim();
}
