using Streams.Decoding;
using Streams.Definition;
using Streams.Events;

namespace Streams.Lane;

/// <summary>Turns one source's messages into what its batches hold: events, beats and rejections.</summary>
internal sealed class MessageDecoder(SourceDefinition source, int maxSequences, LaneListener listener)
{
    private static readonly long HalfAMinute = TimeSpan.FromSeconds(30).Ticks;

    private readonly IDecoder _decoder = Expecting(maxSequences, source.CreateDecoder());
    private readonly SequenceGaps _gaps = new(SequenceGaps.Memory, maxSequences);

    private long _forgetsAt;

    /// <summary>Messages that were sent but not received, by their sequence numbers.</summary>
    internal long Missed => _gaps.Missed;

    /// <summary>Jumps in sequence numbers that no sender can have made.</summary>
    internal long Jumps => _gaps.Jumps;

    /// <summary>Publishers that had sent before the first message that was received.</summary>
    internal long JoinedLate => _gaps.JoinedLate;

    /// <summary>Appends one message to a batch, unless it is withheld.</summary>
    /// <returns>Why it is withheld; <see cref="MessageReason.None"/> where it is not.</returns>
    internal MessageReason Decode(MessageBatch batch, long arrivalTicks, string subject, ReadOnlySpan<byte> payload)
    {
        if (arrivalTicks >= _forgetsAt)
        {
            _decoder.Forget();
            _forgetsAt = arrivalTicks + HalfAMinute;
        }

        batch.Begin(arrivalTicks);
        if (payload.IsEmpty && !source.IsRegistry) batch.RejectMessage(MessageReason.Empty);
        else if (payload.Length > source.MaxMessageBytes) batch.RejectMessage(MessageReason.TooLarge);
        else _decoder.Decode(subject, payload, batch.Writer);
        batch.End();
        if (batch.Number is { } number) _gaps.Saw(number.Publisher, number.Sequence, arrivalTicks);
        if (!batch.HasRejection) return MessageReason.None;
        var reason = batch[batch.Count - 1].Reason;
        if (reason != MessageReason.None && source.WithholdsRejected)
        {
            batch.Withdraw();
            return reason;
        }

        ShowRejections(batch, subject, payload);
        return MessageReason.None;
    }

    private static IDecoder Expecting(int workers, IDecoder decoder)
    {
        decoder.Expect(workers);
        return decoder;
    }

    private void ShowRejections(MessageBatch batch, string subject, ReadOnlySpan<byte> payload)
    {
        ref readonly var message = ref batch[batch.Count - 1];
        if (message.Reason != MessageReason.None) listener.OnRejected(source.Name, message.Reason.Label(), subject, payload);
        for (var i = 0; i < message.EventCount; i++)
        {
            var reason = batch.EventAt(message.FirstEvent + i).Reason;
            if (reason != EventReason.None) listener.OnRejected(source.Name, reason.Label(), subject, payload);
        }
    }
}
