namespace Streams.Definitions;

/// <summary>A kind of source that a pipeline file can name, such as <c>dynamo</c> or <c>nats</c>: reads its own settings.</summary>
public interface ISourceKind
{
    /// <summary>The key that stands for it under a source.</summary>
    string Name { get; }

    /// <summary>Reads the mapping under that key; every mistake in it goes to <paramref name="settings"/>.</summary>
    /// <param name="name">The source's name.</param>
    /// <param name="settings">The mapping, with its place in the file.</param>
    /// <returns>The source, without what every kind has in common (expire, alive, lateness); null where mistakes forbid one.</returns>
    SourceDefinition? Read(string name, Settings settings);
}
