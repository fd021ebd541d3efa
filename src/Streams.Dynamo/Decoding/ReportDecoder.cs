using Streams.Decoding;
using Streams.Dynamo.Naming;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>Decodes messages about one worker: JSON, or MessagePack in an envelope. By a known shape if possible, otherwise in full.</summary>
/// <param name="topic">The topic of the envelopes; others are ignored.</param>
/// <param name="counts">Which of a report's numbers are counts, a bit for each position.</param>
/// <param name="byShape">Whether shapes are learned and used. The events are the same without them, but cost more.</param>
internal abstract class ReportDecoder(string topic, uint counts, bool byShape) : IDecoder
{
    private readonly SubjectKeys _keys = new(ComponentNames.Default);
    private readonly EnvelopeOpener _envelopes = new(topic);
    private readonly Shapes<JsonHoles>? _texts = byShape ? new() : null;
    private readonly Shapes<PackHoles>? _packs = byShape ? new() : null;

    public abstract EventSchema Schema { get; }

    /// <summary>The component of messages whose subject names none. Default <c>backend</c>.</summary>
    internal string Component
    {
        init => _keys = new SubjectKeys(value);
    }

    public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events)
    {
        var keys = _keys.Of(subject);
        if (payload.IsEmpty) events.RejectMessage(MessageReason.Empty);
        else if (EventEnvelope.Begins(payload)) Decode(payload, _packs, isEnvelope: true, keys, events);
        else Decode(payload, _texts, isEnvelope: false, keys, events);
    }

    public void Forget() => _keys.Forget();

    public void Expect(int workers) => _keys.Expect(workers);

    /// <summary>Reads a JSON object in full; false if the message is not one.</summary>
    /// <param name="payload">The message.</param>
    /// <param name="report">What is read.</param>
    /// <param name="structure">What <see cref="Finish"/> wants to know beside the values; the same for all messages of a shape.</param>
    protected abstract bool TryJson(ReadOnlySpan<byte> payload, ref WorkerReport report, out ulong structure);

    /// <summary>Reads the payload of an envelope in full; false if it is not a map.</summary>
    protected abstract bool TryPack(ReadOnlySpan<byte> inside, ref WorkerReport report);

    /// <summary>Computes the fields from what was read; false if it is neither an event nor a fault.</summary>
    protected abstract bool Finish(ref WorkerReport report, ulong structure);

    private void Decode<THoles>(ReadOnlySpan<byte> payload, Shapes<THoles>? shapes, bool isEnvelope, WorkerKeys keys, EventWriter events)
        where THoles : IHoles
    {
        var report = new WorkerReport();
        if (shapes is not null && shapes.TryRead(payload, new Span<WorkerReport>(ref report), out var end))
        {
            if (end.IsOneLineJson) events.IsOneLineJson();
            if (report is { Publisher: { } publisher, Sequence: { } sequence }) events.Number(publisher, sequence);
            Add(ref report, end.Structure, keys, events);
            return;
        }

        report = new WorkerReport { Lesson = shapes?.Prepare(payload) };
        ulong structure = 0;
        if (isEnvelope)
        {
            if (!_envelopes.TryOpen(payload, events, report.Lesson, out var inside)) return;
            if (!TryPack(inside, ref report))
            {
                events.RejectMessage(MessageReason.Malformed);
                return;
            }
        }
        else if (!TryJson(payload, ref report, out structure))
        {
            events.RejectMessage(MessageReason.Malformed);
            return;
        }

        if (report.Lesson is not null && report.Reason == EventReason.None) shapes?.Learn(payload, structure);
        Add(ref report, structure, keys, events);
    }

    private void Add(ref WorkerReport report, ulong structure, WorkerKeys keys, EventWriter events)
    {
        report.RequireWorker();
        if (Finish(ref report, structure)) report.AddTo(events, keys, counts);
    }
}
