namespace Streams.Definitions.Tests;

/// <summary>Joined labels, <c>having</c> and metrics of metrics, as they are read and as they are refused (N14, N15).</summary>
public sealed class JoinTests
{
    private const string Sources = """
        sources:
          stats: { dynamo: { feed: stats, namespace: n }, expire: 10s }
          cards: { dynamo: { feed: discovery, namespace: n } }

        """;

    private const string Metrics = """
        metrics:
          a: { help: A, from: stats, by: [worker_id, dp_rank], value: last(kv_active_blocks), across: sum by worker_id }
          b: { help: B, from: stats, by: worker_id, value: last(kv_total_blocks) }

        """;

    [Fact]
    public void Read_LabelThatSourcesTell_StandsOnEveryMetricAndStep()
    {
        var pipeline = Read("labels:\n  component: { join: [cards, stats] }\n");
        Assert.Empty(pipeline.Labels);
        Assert.Equal(["worker_id", "component", "dp_rank"], pipeline.Metrics[0].Labels);
        Assert.Equal(["worker_id", "component"], pipeline.Metrics[0].Across[0].By);
        Assert.Equal(["cards", "stats"], Assert.Single(pipeline.Joins).From);
    }

    [Fact]
    public void Read_LabelWithAValue_IsThatAlone()
    {
        var pipeline = Read("labels:\n  component: { value: backend, join: cards }\n");
        Assert.Equal([new("component", "backend")], pipeline.Labels);
        Assert.Empty(pipeline.Joins);
        Assert.Equal(["worker_id", "dp_rank"], pipeline.Metrics[0].Labels);
    }

    [Fact]
    public void Read_LabelOfHaving_IsShown()
    {
        var pipeline = Read("join:\n  role: cards\n", "  c: { help: C, from: stats, by: worker_id, having: role != \"decode\", value: count() }\n");
        Assert.Equal(["worker_id", "role"], pipeline.Metrics[2].Labels);
        Assert.Equal(["worker_id", "dp_rank"], pipeline.Metrics[0].Labels);
    }

    [Fact]
    public void Read_MetricOfMetrics_HasTheirLabels()
    {
        var metric = Read("", "  c: { help: C, of: [a, b], value: 100 * sum(a) / sum(b), across: pool }\n").Metrics[2];
        Assert.Equal(["a", "b"], metric.Of);
        Assert.Equal(["worker_id"], metric.By);
        Assert.Empty(metric.From);
    }

    [Theory]
    [InlineData("labels:\n  component: { join: card }\n", "", "unknown source 'card'; did you mean 'cards'?")]
    [InlineData("labels:\n  model: { join: stats }\n", "", "source 'stats' has no key 'model'; known: worker_id, dp_rank, component")]
    [InlineData("labels:\n  component: { join: [cards, cards] }\n", "", "source 'cards' twice; leave the second out")]
    [InlineData("labels:\n  component: { value: x }\n", "", "'component' has no 'join'; add join: …")]
    [InlineData("labels:\n  component: x\njoin:\n  component: cards\n", "", "label 'component' is a label of every series, too; leave one of the two out")]
    [InlineData("join:\n  role: cards\n", "  c: { help: C, from: stats, by: role, value: count() }\n", "joined label 'role' without a worker; name a worker's key before it")]
    [InlineData("join:\n  role: cards\n", "  c: { help: C, from: stats, having: role == \"a\", value: count() }\n", "joined label 'role' without a worker; name a worker's key in by")]
    [InlineData("join:\n  role: cards\n", "  c: { help: C, from: stats, by: worker_id, having: rol == \"a\", value: count() }\n", "unknown label 'rol'; did you mean 'role'?")]
    [InlineData("", "  c: { help: C, of: [a, d], value: sum(a) }\n", "no metric 'd' before this one; did you mean 'a'?")]
    [InlineData("", "  c: { help: C, of: [a, b], value: sum(worker) }\n", "'worker' is none of the metrics in of; known: a, b")]
    [InlineData("", "  c: { help: C, of: [a, a], value: sum(a) }\n", "metric 'a' twice; leave the second out")]
    [InlineData("", "  c: { help: C, of: a, from: stats, value: sum(a) }\n", "unknown key 'from' in 'c'; known: help, of, value, across, enabled")]
    [InlineData("", "  c: { help: C, of: a, value: per_second(a) }\n", "per_second without a window; metrics of metrics have none: use sum, or last")]
    public void Read_WrongJoin_SaysSo(string sections, string metric, string expected) =>
        Assert.Contains(Some.Mistakes("pipeline: p\n" + sections + Sources + Metrics + metric), mistake => mistake.EndsWith(": " + expected, StringComparison.Ordinal));

    [Fact]
    public void Read_MetricOfOthersWithOtherLabels_IsAMistake() =>
        Assert.Contains(Some.Mistakes("pipeline: p\n" + Sources + Metrics + "  c: { help: C, from: stats, value: count() }\n  d: { help: D, of: [a, c], value: sum(a) }\n"),
            mistake => mistake.Contains("'c' has other labels than 'a'", StringComparison.Ordinal));

    private static Streams.Definition.PipelineDefinition Read(string sections, string metric = "")
    {
        var result = Some.Read("pipeline: p\n" + sections + Sources + Metrics + metric);
        Assert.Empty(result.Mistakes);
        return result.Definition!;
    }
}
