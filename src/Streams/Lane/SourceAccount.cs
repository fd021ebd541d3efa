using Streams.Decoding;
using Streams.Events;

namespace Streams.Lane;

/// <summary>What the lane has counted of one source: one side of the identities A1 and A2; the source counts the other.</summary>
internal sealed class SourceAccount
{
    internal static readonly MessageReason[] RejectedMessageReasons =
        [MessageReason.Malformed, MessageReason.Empty, MessageReason.TooLarge, MessageReason.TooManyEvents, MessageReason.Status];
    internal static readonly MessageReason[] DroppedMessageReasons =
        [MessageReason.SlowConsumer, MessageReason.LateReply, MessageReason.AfterDrain, MessageReason.Withheld];
    internal static readonly EventReason[] RejectedEventReasons = [.. Enum.GetValues<EventReason>().Where(r => r != EventReason.None)];

    private readonly long[] _rejectedMessages = new long[MessageLosses.Reasons];
    private readonly long[] _rejectedEvents = new long[Enum.GetValues<EventReason>().Length];

    /// <summary>The source's own counts as of the last message that the lane took.</summary>
    internal SourceCounts Source { get; set; } = new(0, MessageLosses.None);

    /// <summary>Messages that the lane has taken, decoded or not.</summary>
    internal long Taken { get; private set; }

    internal long Decoded { get; private set; }

    internal long Events { get; set; }

    internal long Accepted { get; set; }

    internal long Late { get; set; }

    internal long Future { get; set; }

    internal long? LastMessageTicks { get; private set; }

    internal void Take(MessageReason reason, long stamp)
    {
        Taken++;
        LastMessageTicks = stamp;
        if (reason == MessageReason.None) Decoded++;
        else _rejectedMessages[(int)reason]++;
    }

    internal void Reject(EventReason reason) => _rejectedEvents[(int)reason]++;

    internal long Rejected(MessageReason reason) => _rejectedMessages[(int)reason];

    internal long Rejected(EventReason reason) => _rejectedEvents[(int)reason];
}
