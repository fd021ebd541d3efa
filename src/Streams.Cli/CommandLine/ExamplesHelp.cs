using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Streams.Cli.CommandLine;

/// <summary>Writes examples before the library's own help; for the whole program, the first example of each command.</summary>
internal sealed class ExamplesHelp(HelpAction inner) : SynchronousCommandLineAction
{
    /// <summary>Puts it in the place of the help of <paramref name="root"/> and all commands under it.</summary>
    internal static void Use(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new ExamplesHelp((HelpAction)option.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        var examples = command is ExampleCommand one
            ? one.Examples
            : command.Subcommands.OfType<ExampleCommand>().Select(c => c.Examples[0]);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in examples) output.WriteLine("  " + example);
        output.WriteLine();
        return inner.Invoke(parseResult);
    }
}
