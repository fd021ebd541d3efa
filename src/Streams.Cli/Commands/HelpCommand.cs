using System.CommandLine;
using Streams.Cli.CommandLine;

namespace Streams.Cli.Commands;

/// <summary><c>streams help</c>: the help of a command, or, with <c>--all</c>, of all of them on one page.</summary>
internal static class HelpCommand
{
    internal static Command Create(RootCommand root)
    {
        var name = new Argument<string?>("COMMAND") { Description = "The command. Default: the program as a whole", Arity = ArgumentArity.ZeroOrOne };
        name.CompletionSources.Add(_ => root.Subcommands.Select(c => new System.CommandLine.Completions.CompletionItem(c.Name)));
        var all = new Option<bool>("--all") { Description = "Of every command, on one page" };
        var command = new ExampleCommand("help", "Shows the help of a command, or of all.", "streams help replay", "streams help --all | less");
        command.Arguments.Add(name);
        command.Options.Add(all);
        command.SetAction(parsed =>
        {
            if (!parsed.GetValue(all)) return Help(parsed.GetValue(name) is { } one ? [one] : []);
            Help([]);
            foreach (var each in root.Subcommands)
            {
                Console.Out.WriteLine($"{new string('=', 8)} streams {each.Name}\n");
                Help([each.Name]);
            }

            return ExitCode.Done;
        });
        return command;

        int Help(string[] words)
        {
            var asked = root.Parse([.. words, "--help"]);
            return asked.CommandResult.Command is RootCommand && words.Length > 0 ? UsageMistakes.Report(root.Parse(words), Console.Error) : asked.Invoke();
        }
    }
}
