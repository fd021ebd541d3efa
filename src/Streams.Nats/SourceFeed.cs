using System.Buffers;
using Streams.Events;
using Streams.Lane;

namespace Streams.Nats;

/// <summary>A source's input as the connection sees it: filled by the reading thread, and posted when a read has been handled.</summary>
/// <remarks>All messages of one read get the same arrival time: the clock is read once.</remarks>
/// <param name="input">Where messages go.</param>
/// <param name="subjects">What the source listens to.</param>
/// <param name="reading">The lock held while receiving or posting. The reading of a new connection may begin before that of the lost one has ended.</param>
/// <param name="up">Is told whether the connection brings what the source listens to, and why not; without a reason it was told to end.</param>
internal sealed class SourceFeed(SourceInput input, IReadOnlyList<string> subjects, Lock reading, Action<bool, DisconnectReason?> up)
{
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset? _arrival;
    private bool _isEnded;

    internal IReadOnlyList<string> Subjects => subjects;

    /// <summary>Ends only by a fault of the program: NATS.Net would log what its handlers throw, and go on.</summary>
    internal Task Broken => _broken.Task;

    /// <summary>Whether the server has its subscriptions.</summary>
    internal bool IsSubscribed { get; set; }

    /// <summary>Whether the server does not permit one of them.</summary>
    internal bool IsRefused { get; set; }

    internal Lock Reading => reading;

    /// <summary>The lane has lost what it knew, as of <see cref="SourceInput.BeganAnew"/>.</summary>
    internal event Action BeganAnew
    {
        add => input.BeganAnew += value;
        remove => input.BeganAnew -= value;
    }

    /// <summary>Whether a plane that can wait need not.</summary>
    internal bool HasRoom => input.HasRoom;

    /// <summary>Takes one message, under the lock.</summary>
    internal void Receive(string subject, in ReadOnlySequence<byte> payload, in ReadOnlySequence<byte>? headers)
    {
        if (_isEnded)
        {
            Lose(MessageReason.AfterDrain);
            return;
        }

        var arrival = _arrival ??= input.Now;
        try
        {
            input.Receive(arrival, subject, payload, headers is { } block && input.IsRecorded ? HeaderText.Of(block) : []);
        }
        catch (Exception broken)
        {
            _broken.TrySetException(broken);
        }
    }

    /// <summary>Counts a message that is not for the lane, under the lock.</summary>
    internal void Lose(MessageReason reason)
    {
        _arrival ??= input.Now;
        input.Lose(_isEnded ? MessageReason.AfterDrain : reason);
        // Nobody flushes a feed that has ended.
        if (_isEnded) Flush();
    }

    /// <summary>Takes one message without headers, under the lock.</summary>
    internal void Receive(string subject, ReadOnlySpan<byte> payload)
    {
        if (_isEnded)
        {
            Lose(MessageReason.AfterDrain);
            return;
        }

        var arrival = _arrival ??= input.Now;
        try
        {
            input.Receive(arrival, subject, payload);
        }
        catch (Exception broken)
        {
            _broken.TrySetException(broken);
        }
    }

    /// <summary>Posts what has been received, under the lock.</summary>
    internal void Flush()
    {
        if (_arrival is null) return;
        _arrival = null;
        try
        {
            input.Flush();
        }
        catch (Exception broken)
        {
            _broken.TrySetException(broken);
        }
    }

    /// <summary>Posts what has arrived; what comes after is discarded.</summary>
    /// <param name="isDrained">Whether all had arrived that the server had sent.</param>
    internal void End(bool isDrained)
    {
        input.IsDrained &= isDrained;
        lock (reading)
        {
            Flush();
            _isEnded = true;
        }

        up(false, null);
    }

    /// <summary>Tells the source whether it is up; one that is refused is not.</summary>
    internal void Show(bool isConnected, DisconnectReason otherwise) => up(isConnected && IsSubscribed && !IsRefused, otherwise);
}
