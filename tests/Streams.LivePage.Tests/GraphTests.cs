using Streams.Filtering;
using Streams.LivePage.Graph;
using Streams.LivePage.Tests.Support;
using Streams.Windowing;

namespace Streams.LivePage.Tests;

public sealed class GraphTests
{
    [Fact]
    public async Task Graph_DynamoFile_IsThePictureInItsDocument()
    {
        var (exitCode, output, errors) = await StreamsProgram.RunAsync("graph", "pipelines/dynamo.yaml");
        Assert.Equal((0, ""), (exitCode, errors));
        var document = await File.ReadAllTextAsync(Path.Combine(StreamsProgram.Root, "docs", "dynamo.md"));
        var picture = document.Split("```mermaid\n")[1].Split("```")[0];
        Assert.Equal(output, picture);
    }

    [Fact]
    public async Task Graph_Dot_NamesEveryMetricOfTheFile()
    {
        var (exitCode, output, _) = await StreamsProgram.RunAsync("graph", "--format", "dot");
        Assert.Equal(0, exitCode);
        Assert.StartsWith("digraph \"dynamo\" {\n", output);
        Assert.Contains("[shape=box, label=\"llm_load_avg\\nsum by worker_id, component, avg by component\"];", output);
        Assert.EndsWith("}\n", output);
    }

    [Theory]
    [InlineData("--format svg", "svg is no language of diagrams; give mermaid or dot")]
    [InlineData("absent.yaml", "absent.yaml")]
    [InlineData("--fromat dot", "did you mean '--format'?")]
    [InlineData("a.yaml b.yaml", "b.yaml")]
    public async Task Graph_Mistake_SaysWhatIsWrongAndExitsTwo(string line, string told)
    {
        var (exitCode, output, errors) = await StreamsProgram.RunAsync(["graph", .. line.Split(' ')]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(told, errors);
    }

    [Fact]
    public void Of_WindowsAndPrecedence_AreNodesAndLabels()
    {
        var metric = Fleet.Pipeline.Metrics[0];
        var graph = PipelineGraph.Of(Fleet.Pipeline with { Metrics = [metric with { Over = [Over.Tumbling(TimeSpan.FromSeconds(10)), Over.Hopping(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5))] }] });
        Assert.Equal(["steady", "brief", "by worker_id", "10s", "1m every 5s", metric.Name], graph.Nodes.Select(n => n.Name));
        Assert.Equal(["s1 g1 1", "s2 g1 2", "g1 w1 ", "w1 m1 ", "g1 w2 ", "w2 m1 "], graph.Edges.Select(e => $"{e.From.Id} {e.To.Id} {e.Label}"));
    }

    [Fact]
    public void Of_WhereAndExpire_PartGroupsAndStandInThem()
    {
        var metric = Fleet.Pipeline.Metrics[0];
        var busy = new Condition.And(
            new Condition.Or(new Condition.KeyIs("==", "worker_id", "a"), new Condition.Compare(">", new Operand.Field("active"), new Operand.Number(0.5))),
            new Condition.Not(new Condition.Compare("<=", new Operand.Field("waiting"), new Operand.Number(2))));
        var graph = PipelineGraph.Of(Fleet.Pipeline with { Metrics = [metric, metric with { Name = "busy", Where = busy, Expire = TimeSpan.FromSeconds(90) }] });
        Assert.Equal(
            ["", "where (worker_id == \"a\" or active > 0.5) and not (waiting <= 2), expire 90s"],
            graph.Nodes.Where(n => n.Step == GraphStep.Group).Select(n => n.Detail));
    }

    [Fact]
    public void Text_OddNames_StayNames()
    {
        var pipeline = Fleet.Rooms with { Name = "a\"b", Metrics = [Fleet.Rooms.Metrics[0] with { By = ["\"]<script>#"] }] };
        var graph = PipelineGraph.Of(pipeline);
        Assert.Contains("[/\"by #quot;]#lt;script#gt;#35;\"/]", GraphText.Mermaid(graph));
        Assert.Contains("digraph \"a\\\"b\"", GraphText.Dot(graph));
        Assert.Contains("label=\"by \\\"]<script>#\"", GraphText.Dot(graph));
        Assert.DoesNotContain("<script>#", GraphPage.Html([pipeline]));
    }
}
