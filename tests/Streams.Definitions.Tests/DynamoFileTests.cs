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
        Assert.Equal(100_000, pipeline.MaxWorkers);
        Assert.Equal([new("component", "backend"), new("endpoint", "load_metrics")], pipeline.Labels);
        Assert.Equal(["stats", "passes", "load", "hits"], pipeline.Sources.Select(s => s.Name));
        Assert.Equal(["stats", "passes"], pipeline.Sources[2].Alive);
        Assert.Equal(TimeSpan.FromHours(1), pipeline.Sources[3].Expire);
        Assert.Equal(15, pipeline.Metrics.Count);
    }

    [Fact]
    public void Read_DynamoFile_GivesLoadItsTwoSteps()
    {
        var load = Some.ReadFile(ShippedFile).Definition!.Metrics.Single(m => m.Name == "llm_load_std");

        Assert.Equal([AcrossKind.Sum, AcrossKind.StdDev], load.Across.Select(s => s.Kind));
        Assert.Equal(["worker_id"], load.Across[0].By);
        Assert.Empty(load.Across[1].By);
        Assert.Equal(["stats", "load"], load.From);
    }

    [Fact]
    public void Read_DynamoFile_GivesReuseItsOwnLease()
    {
        var reuse = Some.ReadFile(ShippedFile).Definition!.Metrics.Single(m => m.Name == "llm_kv_reuse_percent");

        Assert.Equal(TimeSpan.FromMinutes(2), reuse.Expire);
        Assert.Equal(3, reuse.Value.Calls.Count());
    }
}
