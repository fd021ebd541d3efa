using System.CommandLine;
using System.CommandLine.Invocation;
using Streams.Cli.Commands;

namespace Streams.Cli.CommandLine;

/// <summary>The command as a whole: what it can do, how its mistakes are told, and which exit codes they give.</summary>
internal static class StreamsCommandLine
{
    /// <summary>Parses and runs one command line.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var parsed = Create().Parse(args);
        if (parsed.Action is ParseErrorAction mistakes) return Report(parsed, mistakes);
        try
        {
            // Signals are the daemon's own affair: it drains before it goes.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (CommandException told)
        {
            await Console.Error.WriteLineAsync(told.Message);
            return told.ExitCode;
        }
    }

    private static RootCommand Create()
    {
        var root = new RootCommand("Turns messages on NATS into Prometheus metrics, continuously.")
        {
            DemoCommand.Create(),
            RunCommand.Create(),
            SimulateCommand.Create(),
            CheckCommand.Create(),
        };
        ExamplesHelp.Use(root);
        return root;
    }

    private static int Report(ParseResult parsed, ParseErrorAction mistakes)
    {
        mistakes.ShowHelp = false;
        mistakes.ShowTypoCorrections = true;
        parsed.InvocationConfiguration.Output = Console.Error;
        mistakes.Invoke(parsed);
        var command = parsed.CommandResult.Command;
        Console.Error.WriteLine($"See: streams {(command is RootCommand ? "" : command.Name + " ")}--help");
        return ExitCode.WrongUsage;
    }
}
