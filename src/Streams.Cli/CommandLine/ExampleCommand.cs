using System.CommandLine;

namespace Streams.Cli.CommandLine;

/// <summary>A command whose help begins with examples, the most useful first.</summary>
internal sealed class ExampleCommand(string name, string description, params IReadOnlyList<string> examples) : Command(name, description)
{
    internal IReadOnlyList<string> Examples { get; } = examples;
}
