using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Streams.Cli.Hosting;

/// <summary>Lets a bounded number of lines a minute into the log, whatever strangers cause: a log fills no disk and blocks no thread.</summary>
/// <remarks>What is left out is counted, and told in one line when the next minute has begun. Safe from any thread.</remarks>
internal sealed class LogLimit(TimeProvider time, int linesPerMinute = LogLimit.DefaultLines)
{
    internal const int DefaultLines = 600;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long _began = time.GetTimestamp();
    private int _lines;
    private long _omittedNow;
    private long _omitted;

    /// <summary>Lines that were left out so far.</summary>
    internal long Omitted => Interlocked.Read(ref _omitted);

    private int Most => linesPerMinute;

    /// <summary>Limits what a provider writes.</summary>
    internal ILoggerProvider Around(ILoggerProvider inner) => new Provider(this, inner);

    /// <summary>Whether a line may be written now, and how many had been left out in the minute that has ended.</summary>
    private bool MayWrite(out long omittedBefore)
    {
        lock (_gate)
        {
            omittedBefore = 0;
            if (time.GetElapsedTime(_began) >= Minute)
            {
                (_began, _lines, omittedBefore, _omittedNow) = (time.GetTimestamp(), 0, _omittedNow, 0);
            }

            if (_lines++ < linesPerMinute) return true;
            _omittedNow++;
            Interlocked.Increment(ref _omitted);
            return false;
        }
    }

    private sealed class Provider(LogLimit limit, ILoggerProvider inner) : ILoggerProvider
    {
        private readonly ConcurrentDictionary<string, ILogger> _loggers = new();

        public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(categoryName, name => new Logger(limit, inner.CreateLogger(name)));

        public void Dispose() => inner.Dispose();
    }

    private sealed class Logger(LogLimit limit, ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!limit.MayWrite(out var omitted)) return;
            if (omitted > 0) inner.LogWarning("{Lines} lines were left out of the log in the last minute, of more than {Most}", omitted, limit.Most);
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
