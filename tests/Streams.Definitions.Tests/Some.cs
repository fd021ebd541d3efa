using System.Text;
using Streams.Definition;
using Streams.Dynamo;
using Streams.Nats;

namespace Streams.Definitions.Tests;

/// <summary>Pipeline files for tests.</summary>
internal static class Some
{
    /// <summary>A right beginning of eight lines, two sources; what follows belongs to a metric <c>m</c>.</summary>
    public const string Head = """
        pipeline: p
        sources:
          stats: { dynamo: { feed: stats, namespace: n }, expire: 10s }
          hits: { dynamo: { feed: hit-rate, namespace: n }, expire: 1h }
        metrics:
          m:
            help: A text
            from: hits

        """;

    private static readonly Dictionary<string, string> None = [];
    private static readonly ISourceKind[] Kinds = [new StubDynamo(), new NatsSourceKind()];
    private static readonly ISourceKind[] ShippedKinds = [new DynamoSourceKind(), new NatsSourceKind()];

    public static PipelineFileResult Read(string text, params (string Name, string Value)[] parameters) =>
        Read(Encoding.UTF8.GetBytes(text), parameters);

    public static PipelineFileResult Read(byte[] bytes, params (string Name, string Value)[] parameters) =>
        PipelineFile.Read("p.yaml", new MemoryStream(bytes), parameters.ToDictionary(p => p.Name, p => p.Value), Kinds);

    public static PipelineFileResult ReadFile(string path) => PipelineFile.Read(path, None, Kinds);

    /// <summary>Reads a file with the kinds that the program ships.</summary>
    public static PipelineFileResult ReadShipped(string name, string text) =>
        PipelineFile.Read(name, new MemoryStream(Encoding.UTF8.GetBytes(text)), None, ShippedKinds);

    /// <summary>The messages of a file's mistakes, without the excerpt.</summary>
    public static string[] Mistakes(string text, params (string Name, string Value)[] parameters) =>
        [.. Read(text, parameters).Mistakes.Select(m => m.Message)];

    /// <summary>The messages for a metric that goes on from <see cref="Head"/>, line 9 first.</summary>
    public static string[] MetricMistakes(params string[] lines) => Mistakes(Head + string.Join("\n", lines.Select(l => "    " + l)));

    public static MetricDefinition Metric(params string[] lines)
    {
        var result = Read(Head + string.Join("\n", lines.Select(l => "    " + l)));
        Assert.Empty(result.Mistakes);
        return Assert.Single(result.Definition!.Metrics);
    }
}
