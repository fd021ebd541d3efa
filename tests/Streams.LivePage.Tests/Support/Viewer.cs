using System.Text;
using System.Threading.Channels;
using Streams.Testing.Support;

namespace Streams.LivePage.Tests.Support;

/// <summary>Watches a stream until it is told to leave.</summary>
internal sealed class Viewer
{
    private readonly Channel<string> _seen = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _leaves = new();

    internal Viewer(LiveStream stream) => Watching = stream.WatchAsync(
        (turn, _) =>
        {
            _seen.Writer.TryWrite(Encoding.UTF8.GetString(turn.Span));
            return Task.CompletedTask;
        },
        _leaves.Token);

    /// <summary>Ends with the stream: false if there was no place.</summary>
    internal Task<bool> Watching { get; }

    /// <summary>The next event.</summary>
    internal Task<string> NextAsync() => _seen.Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit);

    internal async Task LeaveAsync()
    {
        await _leaves.CancelAsync();
        await Watching.WaitAsync(Patience.Limit);
    }
}
