namespace Streams.Dynamo.Decoding;

/// <summary>The MessagePack map around every event from 0.9 on: publisher, sequence number, topic, and the event itself as bytes.</summary>
internal ref struct EventEnvelope
{
    private static readonly FieldNames Names = new("publisher_id", "sequence", "published_at", "topic", "payload");

    internal ReadOnlySpan<byte> Topic;
    internal ReadOnlySpan<byte> Payload;
    /// <summary>How many bytes stand behind the payload.</summary>
    internal int Behind;

    internal ulong? Publisher;
    internal ulong? Sequence;

    /// <summary>Whether a message begins as an envelope does: with a map. Anything else is taken for JSON.</summary>
    internal static bool Begins(ReadOnlySpan<byte> message) => message[0] is >= 0x80 and <= 0x8f or 0xde or 0xdf;

    /// <summary>Reads an envelope; false if the bytes are not one, or lack the topic or the payload.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> message, Lesson? lesson, out EventEnvelope envelope)
    {
        envelope = default;
        var pack = new PackReader(message);
        if (!pack.TryMap(out var pairs)) return false;
        bool hasTopic = false, hasPayload = false;
        var guess = 0;
        for (; pairs > 0; pairs--)
        {
            if (!PackFields.TryName(ref pack, Names, ref guess, out var name)) return false;
            switch (name)
            {
                case 0:
                    lesson?.NoteLeft(pack.Left, Hole.Publisher);
                    if (!pack.TryUnsigned(out var publisher)) return false;
                    envelope.Publisher = publisher;
                    break;
                case 1:
                    lesson?.NoteLeft(pack.Left, Hole.Sequence);
                    if (!pack.TryUnsigned(out var sequence)) return false;
                    envelope.Sequence = sequence;
                    break;
                case 3:
                    if (!pack.TryText(out envelope.Topic)) return false;
                    hasTopic = true;
                    break;
                case 4:
                    lesson?.NoteLeft(pack.Left, Hole.Payload);
                    if (!pack.TryBinary(out envelope.Payload)) return false;
                    lesson?.NoteLeft(pack.Left, Hole.PayloadEnd);
                    envelope.Behind = pack.Left;
                    hasPayload = true;
                    break;
                default:
                    if (!pack.TrySkip(lesson)) return false;
                    break;
            }
        }

        return hasTopic && hasPayload && pack.AtEnd;
    }
}
