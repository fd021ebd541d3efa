using System.CommandLine;
using System.CommandLine.Invocation;
using Streams.Cli.CommandLine;
using Streams.Cli.Commands;

namespace Streams.Cli;

/// <summary>The command as a whole: what it can do, and which exit codes its failures give.</summary>
internal static class StreamsCommandLine
{
    /// <summary>Parses and runs one command line.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var parsed = Create().Parse(args);
        if (parsed.Action is ParseErrorAction) return UsageMistakes.Report(parsed, Console.Error);
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
        catch (IOException refused)
        {
            await Console.Error.WriteLineAsync($"something cannot be read or written: {refused.Message.ReplaceLineEndings(" ")}");
            return ExitCode.Failed;
        }
        catch (Exception broken)
        {
            await Console.Error.WriteLineAsync($"streams failed, and not by your doing; please report this:\n{broken}");
            return ExitCode.Failed;
        }
    }

    private static RootCommand Create()
    {
        var root = new RootCommand("Turns messages on NATS into Prometheus metrics, continuously.")
        {
            DemoCommand.Create(),
            DiscoverCommand.Create(),
            RunCommand.Create(),
            SimulateCommand.Create(),
            RecordCommand.Create(),
            ReplayCommand.Create(),
            TapCommand.Create(),
            TestCommand.Create(),
            CheckCommand.Create(),
            GraphCommand.Create(),
            TopCommand.Create(),
            PublishCommand.Create(),
            CompletionCommand.Create(),
        };
        root.Subcommands.Add(HelpCommand.Create(root));
        ExamplesHelp.Use(root);
        return root;
    }
}
