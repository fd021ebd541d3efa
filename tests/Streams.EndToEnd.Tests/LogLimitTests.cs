using Microsoft.Extensions.Logging;
using Streams.Cli.Hosting;

namespace Streams.EndToEnd.Tests;

/// <summary>Strangers cannot fill the log: a minute has its lines, and what is left out is counted and told.</summary>
public sealed class LogLimitTests
{
    [Fact]
    public void Log_MoreLinesThanAMinuteMayHave_LeavesOutTheRestAndSaysSo()
    {
        var time = new SteppedTime();
        var limit = new LogLimit(time, linesPerMinute: 3);
        var written = new List<string>();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(limit.Around(new Lines(written))));
        ILogger[] logs = [loggers.CreateLogger("one"), loggers.CreateLogger("other")];
        for (var i = 0; i < 10; i++) logs[i % 2].LogInformation("line {Number}", i);
        Assert.Equal(["line 0", "line 1", "line 2"], written);
        Assert.Equal(7, limit.Omitted);
        time.Seconds = 60;
        logs[0].LogInformation("line 10");
        Assert.Equal(["7 lines were left out of the log in the last minute, of more than 3", "line 10"], written[3..]);
        Assert.Equal(7, limit.Omitted);
    }

    private sealed class SteppedTime : TimeProvider
    {
        internal long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }

    private sealed class Lines(List<string> written) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            written.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
