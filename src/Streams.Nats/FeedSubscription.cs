using System.Buffers;
using NATS.Client.Core;

namespace Streams.Nats;

/// <summary>A subscription whose messages are handled on the read loop itself: no channel in between, so nothing that could overflow unseen.</summary>
/// <param name="connection">The connection.</param>
/// <param name="feed">Where the messages go.</param>
/// <param name="subject">What to subscribe to.</param>
/// <param name="queueGroup">The queue group, or null.</param>
/// <param name="rename">Gives the subject under which a message is received, or null for one that is not; by default its own.</param>
internal sealed class FeedSubscription(NatsConnection connection, SourceFeed feed, string subject, string? queueGroup = null, Func<string, string?>? rename = null)
    : NatsSubBase(connection, connection.SubscriptionManager, subject, queueGroup, opts: null)
{
    public override ValueTask ReceiveAsync(string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer, ReadOnlySequence<byte> payloadBuffer) =>
        ReceiveInternalAsync(subject, replyTo, headersBuffer, payloadBuffer);

    protected override ValueTask ReceiveInternalAsync(string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer, ReadOnlySequence<byte> payloadBuffer)
    {
        if (payloadBuffer.IsEmpty && headersBuffer is { } headers && IsStatus(headers)) return default;
        var name = rename is null ? subject : rename(subject);
        if (name is not null) feed.Receive(name, payloadBuffer, headersBuffer);
        return default;
    }

    protected override void TryComplete()
    {
        // There is no channel to complete: the feed outlives its subscriptions.
    }

    /// <summary>Whether the headers are a word of the server itself, such as <c>NATS/1.0 503</c>: nobody listens there.</summary>
    private static bool IsStatus(in ReadOnlySequence<byte> headers)
    {
        if (headers.Length < 12) return false;
        Span<byte> start = stackalloc byte[12];
        headers.Slice(0, 12).CopyTo(start);
        return start[8] == ' ' && char.IsAsciiDigit((char)start[9]) && char.IsAsciiDigit((char)start[10]) && char.IsAsciiDigit((char)start[11]);
    }
}
