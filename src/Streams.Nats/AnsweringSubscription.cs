using System.Buffers;
using System.Globalization;
using System.Text;
using NATS.Client.Core;

namespace Streams.Nats;

/// <summary>A subscription that can answer each message as a stream would that has stored it.</summary>
internal sealed class AnsweringSubscription(NatsConnection connection, SourceFeed feed, string subject)
    : NatsSubBase(connection, connection.SubscriptionManager, subject, queueGroup: null, opts: null)
{
    /// <summary>Where answers go: nowhere else, whatever a publisher asks for.</summary>
    internal const string Inbox = "_INBOX.";

    private volatile bool _isOver;
    private volatile bool _answers;
    private long _answered;

    internal bool Answers
    {
        get => _answers;
        set => _answers = value;
    }

    public override ValueTask ReceiveAsync(string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer, ReadOnlySequence<byte> payloadBuffer) =>
        ReceiveInternalAsync(subject, replyTo, headersBuffer, payloadBuffer);

    protected override ValueTask ReceiveInternalAsync(string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer,
        ReadOnlySequence<byte> payloadBuffer)
    {
        lock (feed.Reading)
        {
            if (_isOver) feed.Lose(Events.MessageReason.AfterDrain);
            else feed.Receive(subject, payloadBuffer, headersBuffer);
        }

        // Not waited for: this is the thread that reads.
        if (Answers && replyTo is not null && replyTo.StartsWith(Inbox, StringComparison.Ordinal)) _ = AnswerAsync(replyTo);
        return default;
    }

    /// <summary>There is no channel to complete; what is still on its way is discarded, and counted.</summary>
    protected override void TryComplete() => _isOver = true;

    private async Task AnswerAsync(string replyTo)
    {
        var answer = string.Create(CultureInfo.InvariantCulture, $"{{\"stream\":\"streams\",\"seq\":{Interlocked.Increment(ref _answered)}}}");
        try
        {
            await Connection.PublishAsync(replyTo, Encoding.UTF8.GetBytes(answer)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NatsException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection was lost, and whoever waited has lost it, too.
        }
    }
}
