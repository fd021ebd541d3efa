using Microsoft.Extensions.Logging;
using Streams.Testing.Support;

namespace Streams.Nats.Tests.Support;

/// <summary>Keeps the log, and lets tests wait for a line by its event's name.</summary>
internal sealed class TestLog : ILogger
{
    private readonly Lock _gate = new();
    private readonly List<(string Name, string Text)> _lines = [];
    private readonly List<(string Name, TaskCompletionSource<string> Gate)> _waiting = [];

    internal IReadOnlyList<(string Name, string Text)> Lines
    {
        get
        {
            lock (_gate) return [.. _lines];
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_gate)
        {
            var text = formatter(state, exception);
            _lines.Add((eventId.Name!, text));
            foreach (var (_, gate) in _waiting.Where(w => w.Name == eventId.Name)) gate.TrySetResult(text);
        }
    }

    /// <summary>The first line of a name, past or to come.</summary>
    internal Task<string> Line(string name)
    {
        lock (_gate)
        {
            if (_lines.Find(l => l.Name == name) is { Text: { } text }) return Task.FromResult(text);
            var gate = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((name, gate));
            return gate.Task.WaitAsync(Patience.Limit);
        }
    }
}
