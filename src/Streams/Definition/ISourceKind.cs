namespace Streams.Definition;

/// <summary>A kind of source that a pipeline file can name, such as <c>dynamo</c> or <c>nats</c>: reads its own settings.</summary>
public interface ISourceKind
{
    /// <summary>The key that stands for it under a source.</summary>
    string Name { get; }

    /// <summary>Reads the source's mapping: what stands under the kind's own key, and beside it what only some kinds have, such as <c>decode</c>.</summary>
    /// <param name="name">The source's name.</param>
    /// <param name="source">The source's mapping, with its place in the file; it has the kind's key. Every mistake goes there.</param>
    /// <returns>The source, without what every kind has in common (expire, alive, lateness); null where mistakes forbid one.</returns>
    SourceDefinition? Read(string name, Settings source);
}
