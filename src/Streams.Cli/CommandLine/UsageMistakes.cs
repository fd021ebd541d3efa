using System.CommandLine;
using System.CommandLine.Parsing;
using Streams.Definitions.Syntax;

namespace Streams.Cli.CommandLine;

/// <summary>Mistakes on the command line, told so that a person can act on them.</summary>
internal static class UsageMistakes
{
    /// <summary>Writes every mistake, and where help is.</summary>
    /// <returns>The exit code.</returns>
    internal static int Report(ParseResult parsed, TextWriter to)
    {
        var command = parsed.CommandResult.Command;
        foreach (var token in parsed.UnmatchedTokens) to.WriteLine(Unknown(token, command));
        // What the library says of the command as a whole follows from the tokens that it did not know.
        foreach (var error in parsed.Errors.Where(e => parsed.UnmatchedTokens.Count == 0 || e.SymbolResult is not CommandResult)) to.WriteLine(error.Message);
        to.WriteLine($"see: streams {(command is RootCommand ? "" : command.Name + " ")}--help");
        return ExitCode.WrongUsage;
    }

    /// <summary>Refuses flags among the files of <paramref name="argument"/>, which would take a mistyped one for a file.</summary>
    internal static void RefuseFlags(Command command, Argument argument) => argument.Validators.Add(result =>
    {
        foreach (var token in result.Tokens.Where(t => IsFlag(t.Value))) result.AddError(Unknown(token.Value, command));
    });

    private static bool IsFlag(string token) => token.Length > 1 && token[0] == '-';

    private static string Unknown(string token, Command command)
    {
        if (IsFlag(token))
        {
            // What follows the = may be secret.
            var flag = token.Split('=')[0];
            // A parameter of a pipeline, as the built-in one has them.
            if (flag is "--namespace" or "--component" or "--endpoint" && command.Options.Any(o => o.Name == "--set"))
            {
                return $"unknown flag {flag}; it is a parameter of the pipeline: --set {flag[2..]}=NAME";
            }

            return $"unknown flag {flag}; {Nearest.Advice(flag, command.Options.Select(o => o.Name))}";
        }

        return command.Subcommands.Count > 0
            ? $"unknown command {token}; {Nearest.Advice(token, command.Subcommands.Select(c => c.Name))}"
            : $"unexpected argument {token}; streams {command.Name} takes no more of them";
    }
}
