namespace Streams.Cli.CommandLine;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    internal const int Done = 0;

    /// <summary>Failed at run time.</summary>
    internal const int Failed = 1;

    /// <summary>Wrong usage, or a wrong file.</summary>
    internal const int WrongUsage = 2;
}
