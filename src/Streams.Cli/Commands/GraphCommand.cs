using System.CommandLine;
using Streams.Cli.CommandLine;
using Streams.Cli.Options;
using Streams.Cli.Pipelines;
using Streams.LivePage.Graph;

namespace Streams.Cli.Commands;

/// <summary><c>streams graph</c>: a pipeline as a diagram.</summary>
internal static class GraphCommand
{
    internal static Command Create()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "A pipeline file. Default: the built-in one for NVIDIA Dynamo",
            Arity = ArgumentArity.ZeroOrOne
        };
        var set = CommonOptions.Set();
        var format = new Option<string>("--format")
        {
            Description = "The diagram's language: mermaid, or dot of Graphviz",
            HelpName = "mermaid|dot",
            DefaultValueFactory = _ => "mermaid"
        };
        var command = new ExampleCommand(
            "graph",
            "Draws a pipeline: sources, groups, windows, metrics.",
            "streams graph pipelines/dynamo.yaml",
            "streams graph my.yaml --format dot");
        UsageMistakes.RefuseFlags(command, file);
        command.Arguments.Add(file);
        command.Options.Add(format);
        command.Options.Add(set);
        command.SetAction(parsed =>
        {
            var draw = Writer(parsed.GetValue(format)!);
            var pipeline = PipelineFiles.Read(parsed.GetValue(file) is { } path ? [path] : [], CommonOptions.Parameters(parsed, set)).Single();
            Console.Out.Write(draw(PipelineGraph.Of(pipeline)));
        });
        return command;
    }

    private static Func<PipelineGraph, string> Writer(string format) => format switch
    {
        "mermaid" => GraphText.Mermaid,
        "dot" => GraphText.Dot,
        _ => throw CommandException.Usage($"--format: {format} is no language of diagrams; give mermaid or dot"),
    };
}
