using System.Buffers;
using NATS.Client.Core;
using Streams.Events;
using Streams.Nats.Connecting;

namespace Streams.Nats;

/// <summary>A subscription whose messages are handled on the read loop itself: no channel in between, so nothing that could overflow unseen.</summary>
/// <param name="connection">The connection.</param>
/// <param name="feed">Where the messages go.</param>
/// <param name="subject">What to subscribe to.</param>
/// <param name="queueGroup">The queue group, or null.</param>
/// <param name="rename">Gives the subject under which a message is received, or null for one that comes too late; by default its own.</param>
internal sealed class FeedSubscription(NatsConnection connection, SourceFeed feed, string subject, string? queueGroup = null,
    Func<string, string?>? rename = null)
    : NatsSubBase(connection, connection.SubscriptionManager, subject, queueGroup, opts: null), IMessageTarget
{
    private volatile bool _isOver;

    public void Receive(string subject, in ReadOnlySequence<byte> payload, in ReadOnlySequence<byte>? headers)
    {
        if (_isOver) feed.Lose(MessageReason.AfterDrain);
        else if (payload.IsEmpty && headers is { } block && IsStatus(block)) feed.Lose(MessageReason.Status);
        else if (rename is null) feed.Receive(subject, payload, headers);
        else if (rename(subject) is { } name) feed.Receive(name, payload, headers);
        else feed.Lose(MessageReason.LateReply);
    }

    public void Receive(string subject, ReadOnlySpan<byte> payload)
    {
        if (_isOver) feed.Lose(MessageReason.AfterDrain);
        else if ((rename is null ? subject : rename(subject)) is { } name) feed.Receive(name, payload);
        else feed.Lose(MessageReason.LateReply);
    }

    public override ValueTask ReceiveAsync(string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer, ReadOnlySequence<byte> payloadBuffer) =>
        ReceiveInternalAsync(subject, replyTo, headersBuffer, payloadBuffer);

    protected override ValueTask ReceiveInternalAsync(string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer,
        ReadOnlySequence<byte> payloadBuffer)
    {
        MessageRoutes.Claim(this);
        lock (feed.Reading) Receive(subject, payloadBuffer, headersBuffer);
        return default;
    }

    /// <summary>There is no channel to complete, and the feed outlives its subscriptions; but what is still on its way is discarded, and counted.</summary>
    protected override void TryComplete() => _isOver = true;

    /// <summary>Whether the headers are a status, as the server itself sends it, such as <c>NATS/1.0 503</c>: no responders.</summary>
    private static bool IsStatus(in ReadOnlySequence<byte> headers)
    {
        if (headers.Length < 12) return false;
        Span<byte> start = stackalloc byte[12];
        headers.Slice(0, 12).CopyTo(start);
        return start[8] == ' ' && char.IsAsciiDigit((char)start[9]) && char.IsAsciiDigit((char)start[10]) && char.IsAsciiDigit((char)start[11]);
    }
}
