using Microsoft.Extensions.Logging;
using Streams.Prometheus.Tests.Support;

namespace Streams.Prometheus.Tests;

public sealed class DisconnectLogTests
{
    [Fact]
    public void Add_Many_AreOneLineAMinuteThatCountsThemAll()
    {
        var (counts, log, time) = (new Disconnects(), new Lines(), new ManualTime());
        var disconnects = new DisconnectLog(counts, log, time);
        for (var i = 0; i < 600; i++)
        {
            disconnects.Add(i % 2 == 0 ? CutReason.MadeRoom : CutReason.Stalled);
            time.Advance(TimeSpan.FromSeconds(0.2));
        }

        Assert.Equal((300, 300, 0), (counts[CutReason.MadeRoom], counts[CutReason.Stalled], counts[CutReason.OldPage]));
        Assert.Equal(["1 clients", "300 clients"], log.Select(line => line[..line.IndexOf(" cut", StringComparison.Ordinal)]));
    }

    private sealed class Lines : List<string>, ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Add(formatter(state, exception));
    }
}
