using Streams.Across;
using Streams.Events;
using Streams.Lane;
using Streams.Publishing;

namespace Streams.Definitions.Tests;

public sealed class DynamoFileTests
{
    private static readonly string ShippedFile = Path.Combine(AppContext.BaseDirectory, "pipelines", "dynamo.yaml");

    [Fact]
    public void Read_DynamoFile_HasNoMistake()
    {
        var result = Some.ReadFile(ShippedFile);

        Assert.Empty(result.Mistakes);
        var pipeline = result.Definition!;
        Assert.Equal("dynamo", pipeline.Name);
        Assert.Equal((3_100, 180_000), (pipeline.MaxWorkers, pipeline.MaxSeries));
        Assert.Equal([new("endpoint", "load_metrics")], pipeline.Labels);
        Assert.Equal(["component", "dynamo_namespace", "model", "role", "pod"], pipeline.Joins.Select(join => join.Label));
        Assert.Equal("component", Assert.Single(pipeline.Joins, join => join.IsEverywhere).Label);
        Assert.Equal(["discovery", "stats", "passes", "load", "hits", "requests"], pipeline.Sources.Select(s => s.Name));
        Assert.Equal(["stats", "passes", "discovery"], pipeline.Sources[3].Alive);
        Assert.Equal(["stats", "passes", "load", "discovery"], pipeline.Sources[4].VouchedBy);
        Assert.Equal(TimeSpan.FromHours(1), pipeline.Sources[4].Expire);
        Assert.Equal(50, pipeline.Metrics.Count);
    }

    [Fact]
    public void Read_DynamoFile_GivesLoadItsTwoSteps()
    {
        var load = Some.ReadFile(ShippedFile).Definition!.Metrics.Single(m => m.Name == "llm_load_std");

        Assert.Equal([AcrossKind.Sum, AcrossKind.StdDev], load.Across.Select(s => s.Kind));
        Assert.Equal(["worker_id", "component"], load.Across[0].By);
        Assert.Equal(["component"], load.Across[1].By);
        Assert.Equal(["stats", "load"], load.From);
    }

    [Fact]
    public void Read_DynamoFile_RemembersReuseBehindTheSourcesLease()
    {
        var reuse = Some.ReadFile(ShippedFile).Definition!.Metrics.Single(m => m.Name == "llm_kv_reuse_percent");

        Assert.Equal((null, TimeSpan.FromMinutes(2)), (reuse.Expire, reuse.Remember));
        Assert.Equal(3, reuse.Value.Calls.Count());
    }

    [Theory]
    [InlineData("hits", "llm_kv_hit_rate_window_percent", 100, 25, 400, 100 * 150.0 / 225)] // isl_blocks, overlap_blocks
    [InlineData("passes", "llm_kv_reuse_window_percent", 75, 25, 75, 100 * 125.0 / 300)] // scheduled_prefill_tokens, scheduled_prefill_kv_tokens
    public void Run_DynamoFile_ShowsTheLastClosedWindows(string source, string metric, double first, double second, double swapped, double whole)
    {
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var pipeline = Some.ReadFile(ShippedFile).Definition!;
        var page = new SeriesTable();
        using var lane = new VirtualLane(pipeline, page, start, new LaneListener());
        var index = pipeline.Sources.ToList().FindIndex(s => s.Name == source);
        var values = new double[pipeline.Sources[index].Schema.Fields.Count];

        Say(61, first, second);
        Assert.Equal((null, null), Windows(64.9));
        Assert.Equal((null, 25), Windows(65));
        Say(69.9, first, second);
        Assert.Equal((25, 25), Windows(70));
        Say(71, 0, 0);
        Say(75, second, first);
        Assert.Equal((swapped, whole), Windows(80));

        // A pass without a prompt: the worker is there, and its windows have gone on.
        Say(134, 0, 0);
        Assert.Equal((null, swapped), Windows(135));

        // Of empty windows there is no value.
        Assert.Equal((null, null), Windows(140));

        void Say(double at, double one, double other)
        {
            Array.Fill(values, double.NaN);
            (values[0], values[1]) = (one, other);
            lane.Receive(index, start.AddSeconds(at), new WorkerKey("7", "0", "backend"), values);
        }

        (double? Short, double? Long) Windows(double at)
        {
            lane.AdvanceTo(start.AddSeconds(at));
            lane.Read();
            return (page[Id("10s")], page[Id("1m")]);
        }

        string Id(string window) => $"{metric}{{endpoint=\"load_metrics\",worker_id=\"7\",component=\"backend\",window=\"{window}\"}}";
    }
}
