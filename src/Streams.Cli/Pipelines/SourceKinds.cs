using Streams.Definition;
using Streams.Dynamo;
using Streams.Nats;

namespace Streams.Cli.Pipelines;

/// <summary>The kinds of source that a pipeline file can name: a line for each.</summary>
internal static class SourceKinds
{
    internal static IReadOnlyList<ISourceKind> All { get; } =
    [
        new DynamoSourceKind(),
        new NatsSourceKind(),
    ];
}
