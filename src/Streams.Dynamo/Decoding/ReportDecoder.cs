using Streams.Decoding;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>Decodes messages that say something of one worker: JSON, or MessagePack in an envelope. By a known shape first, else in full.</summary>
/// <param name="topic">The topic of the envelopes; those of others mean nothing here.</param>
/// <param name="byShape">Whether shapes are learned and used. The events are the same without, only dearer.</param>
internal abstract class ReportDecoder(string topic, bool byShape) : IDecoder
{
    private readonly WorkerKeys _keys = new();
    private readonly EnvelopeOpener _envelopes = new(topic);
    private readonly Shapes<JsonHoles>? _texts = byShape ? new() : null;
    private readonly Shapes<PackHoles>? _packs = byShape ? new() : null;

    public abstract EventSchema Schema { get; }

    public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events)
    {
        if (payload.IsEmpty) events.RejectMessage(MessageReason.Empty);
        else if (EventEnvelope.Begins(payload)) Decode(payload, _packs, isEnvelope: true, events);
        else Decode(payload, _texts, isEnvelope: false, events);
    }

    /// <summary>Reads a JSON object in full; false where it is none.</summary>
    /// <param name="payload">The message.</param>
    /// <param name="draft">What is read.</param>
    /// <param name="structure">What <see cref="Finish"/> wants to know beside the values; the same for all messages of a shape.</param>
    protected abstract bool TryJson(ReadOnlySpan<byte> payload, ref Draft draft, out ulong structure);

    /// <summary>Reads what is inside an envelope in full; false where it is no map.</summary>
    protected abstract bool TryPack(ReadOnlySpan<byte> inside, ref Draft draft);

    /// <summary>Makes the fields of what was read; false where it is no event and no fault.</summary>
    protected abstract bool Finish(ref Draft draft, ulong structure);

    private void Decode<THoles>(ReadOnlySpan<byte> payload, Shapes<THoles>? shapes, bool isEnvelope, EventWriter events)
        where THoles : IHoles
    {
        var draft = new Draft();
        if (shapes is not null && shapes.TryRead(payload, new Span<Draft>(ref draft), out var end))
        {
            if (end.IsOneLineJson) events.IsOneLineJson();
            if (draft is { Publisher: { } publisher, Sequence: { } sequence }) events.Number(publisher, sequence);
            Add(ref draft, end.Structure, events);
            return;
        }

        draft = new Draft { Lesson = shapes?.Prepare(payload) };
        ulong structure = 0;
        if (isEnvelope)
        {
            if (!_envelopes.TryOpen(payload, events, draft.Lesson, out var inside)) return;
            if (!TryPack(inside, ref draft))
            {
                events.RejectMessage(MessageReason.Malformed);
                return;
            }
        }
        else if (!TryJson(payload, ref draft, out structure))
        {
            events.RejectMessage(MessageReason.Malformed);
            return;
        }

        if (draft.Lesson is not null && draft.Reason == EventReason.None) shapes?.Learn(payload, structure);
        Add(ref draft, structure, events);
    }

    private void Add(ref Draft draft, ulong structure, EventWriter events)
    {
        draft.RequireWorker();
        if (Finish(ref draft, structure)) draft.AddTo(events, _keys);
    }
}
