using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Streams.Cli.Hosting;

/// <summary>The log: one line an entry, on stderr, since stdout is for data.</summary>
internal static class Loggers
{
    /// <summary>Creates it.</summary>
    /// <param name="limit">How much may be written; by default as much as usual.</param>
    /// <param name="least">What is below it is left out.</param>
    internal static ILoggerFactory Create(LogLimit? limit = null, LogLevel least = LogLevel.Information) => LoggerFactory.Create(logging => Limit(logging
        .SetMinimumLevel(least)
        .AddFilter("Microsoft", LogLevel.Warning)
        // An endpoint that cannot start is the command's to tell, in a line rather than a stack.
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
        .AddConsole(console => console.FormatterName = LogLine.FormatterName)
        .AddConsoleFormatter<LogLine, ConsoleFormatterOptions>()
        .Services.Configure<ConsoleLoggerOptions>(options =>
        {
            options.LogToStandardErrorThreshold = LogLevel.Trace;
            // A reader of stderr that has stopped to read must not stop the lane.
            options.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        }), limit ?? new LogLimit(TimeProvider.System)));

    private static void Limit(IServiceCollection services, LogLimit limit)
    {
        services.Remove(services.Single(service => service.ImplementationType == typeof(ConsoleLoggerProvider)));
        services.AddSingleton(provider => limit.Around(ActivatorUtilities.CreateInstance<ConsoleLoggerProvider>(provider)));
    }
}
