using Streams.Events;

namespace Streams.Decoding;

/// <summary>How many messages of a source never reached the lane, by reason. Immutable.</summary>
internal sealed class MessageLosses
{
    private readonly long[] _counts;

    internal MessageLosses(ReadOnlySpan<long> counts) => _counts = [.. counts];

    internal static int Reasons { get; } = Enum.GetValues<MessageReason>().Length;

    internal static MessageLosses None { get; } = new(new long[Reasons]);

    internal long this[MessageReason reason] => _counts[(int)reason];
}
