using System.Text;
using Streams.Decoding;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>Opens the envelopes of one topic, and records their sequence numbers.</summary>
internal sealed class EnvelopeOpener(string topic)
{
    private readonly byte[] _topic = Encoding.UTF8.GetBytes(topic);

    /// <summary>Gives the payload; false if it is of another topic, or if the message is not an envelope and was rejected.</summary>
    internal bool TryOpen(ReadOnlySpan<byte> message, EventWriter events, Lesson? lesson, out ReadOnlySpan<byte> inside)
    {
        inside = default;
        if (!EventEnvelope.TryRead(message, lesson, out var envelope))
        {
            events.RejectMessage(MessageReason.Malformed);
            return false;
        }

        if (!envelope.Topic.SequenceEqual(_topic)) return false;
        if (envelope is { Publisher: { } publisher, Sequence: { } sequence }) events.Number(publisher, sequence);
        inside = envelope.Payload;
        if (lesson is not null) lesson.End = message.Length - envelope.Behind;
        return true;
    }
}
