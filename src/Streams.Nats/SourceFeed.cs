using System.Buffers;
using Streams.Lane;

namespace Streams.Nats;

/// <summary>A source's input as the connection sees it: fed by the read loop, posted when the loop has nothing more in hand.</summary>
/// <remarks>NATS.Net may start the read loop of a new connection before that of the lost one has ended: the lock keeps them apart.</remarks>
internal sealed class SourceFeed(SourceInput input, IReadOnlyList<string> subjects)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _hasMore;
    private bool _isEnded;

    internal IReadOnlyList<string> Subjects => subjects;

    /// <summary>Ends only by a fault of the program: NATS.Net would log what its handlers throw, and go on.</summary>
    internal Task Broken => _broken.Task;

    /// <summary>Whether the server has its subscriptions.</summary>
    internal bool IsSubscribed { get; set; }

    /// <summary>Whether the server does not permit one of them.</summary>
    internal bool IsRefused { get; set; }

    internal void Receive(string subject, in ReadOnlySequence<byte> payload, in ReadOnlySequence<byte>? headers)
    {
        lock (_gate)
        {
            if (_isEnded) return;
            _hasMore = true;
            try
            {
                input.Receive(subject, payload, headers is { } block && input.IsRecorded ? HeaderText.Of(block) : []);
            }
            catch (Exception broken)
            {
                _broken.TrySetException(broken);
            }
        }
    }

    internal void Flush()
    {
        lock (_gate)
        {
            if (!_hasMore) return;
            _hasMore = false;
            try
            {
                input.Flush();
            }
            catch (Exception broken)
            {
                _broken.TrySetException(broken);
            }
        }
    }

    /// <summary>Posts what has arrived; what comes after is not received.</summary>
    internal void End()
    {
        Flush();
        lock (_gate) _isEnded = true;
        input.IsUp = false;
    }

    internal void Show(bool isConnected) => input.IsUp = isConnected && IsSubscribed && !IsRefused;
}
