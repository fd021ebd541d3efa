using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Streams.Cli.Hosting;

/// <summary>An entry of the log as one line: <c>2026-11-30T03:17:00.123Z warn: nats: lost NATS …</c>; on a terminal with the level in colour.</summary>
internal sealed class LogLine() : ConsoleFormatter(FormatterName)
{
    internal const string FormatterName = "line";

    private readonly bool _isColoured = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is not { Length: > 0 };

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, TextWriter to)
    {
        var (level, colour) = entry.LogLevel switch
        {
            LogLevel.Trace => ("trce", 37),
            LogLevel.Debug => ("dbug", 37),
            LogLevel.Information => ("info", 32),
            LogLevel.Warning => ("warn", 33),
            LogLevel.Error => ("fail", 31),
            _ => ("crit", 31),
        };
        var time = TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var text = entry.Formatter(entry.State, entry.Exception);
        if (entry.Exception is { } exception) text += " " + exception;
        to.WriteLine($"{time} {(_isColoured ? $"\e[{colour}m{level}\e[0m" : level)}: {entry.Category}: {text.ReplaceLineEndings(" ")}");
    }
}
