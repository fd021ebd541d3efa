namespace Streams.Cli.CommandLine;

/// <summary>Ends the command with a message that a person can act on, and an exit code.</summary>
internal sealed class CommandException : Exception
{
    private CommandException(int exitCode, string message)
        : base(message) => ExitCode = exitCode;

    internal int ExitCode { get; }

    /// <summary>What was asked for cannot be done: a wrong argument or a wrong file.</summary>
    internal static CommandException Usage(string message) => new(CommandLine.ExitCode.WrongUsage, message);

    /// <summary>It was right, and failed nevertheless: a taken port.</summary>
    internal static CommandException Failure(string message) => new(CommandLine.ExitCode.Failed, message);
}
