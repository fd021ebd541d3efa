using Streams.Decoding;
using Streams.Events;

namespace Streams.Lane;

/// <summary>Counts the messages of a source that never reach the lane, by reason. One thread counts; any may read a count.</summary>
internal sealed class LossTally
{
    private readonly long[] _counts = new long[MessageLosses.Reasons];
    private MessageLosses _taken = MessageLosses.None;

    /// <summary>Whether some were lost since they were last taken.</summary>
    internal bool HasMore { get; private set; }

    internal long this[MessageReason reason] => Volatile.Read(ref _counts[(int)reason]);

    internal void Add(MessageReason reason, int messages)
    {
        _counts[(int)reason] += messages;
        HasMore = true;
    }

    /// <summary>The counts as they are now; the same object where they have not changed.</summary>
    internal MessageLosses Take()
    {
        if (!HasMore) return _taken;
        HasMore = false;
        return _taken = new MessageLosses(_counts);
    }
}
