using Streams.Decoding;
using Streams.Dynamo.Naming;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>Decodes load reports of every release from 0.4.1 on, and tells what workers report from what routers predict (D2).</summary>
internal sealed class LoadDecoder : IDecoder
{
    internal static readonly EventSchema EventSchema =
        WorkerKeys.SchemaOf([.. EngineMetrics.Fields, "router_active_blocks", "active_prefill_tokens"]);

    private readonly WorkerKeys _keys = new();
    private readonly EnvelopeOpener _envelopes = new(DynamoSubjects.LoadTopic);

    public EventSchema Schema => EventSchema;

    public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events)
    {
        if (payload.IsEmpty)
        {
            events.RejectMessage(MessageReason.Empty);
            return;
        }

        var draft = new Draft();
        var isEngines = false;
        bool isRead;
        if (EventEnvelope.Begins(payload))
        {
            if (!_envelopes.TryOpen(payload, events, out var inside)) return;
            isRead = LoadReport.TryPack(inside, ref draft);
        }
        else
        {
            isRead = LoadReport.TryShape(payload, ref draft, out isEngines);
            if (!isRead)
            {
                draft = new Draft();
                isRead = LoadReport.TryJson(payload, ref draft, out isEngines);
            }
        }

        if (isRead) Finish(ref draft, isEngines, events);
        else events.RejectMessage(MessageReason.Malformed);
    }

    private void Finish(ref Draft draft, bool isEngines, EventWriter events)
    {
        draft.RequireWorker();
        if (isEngines)
        {
            // What stands beside the engine's own figures is no part of a LoadEvent.
            draft.Values[LoadReport.DecodeBlocks] = draft.Values[LoadReport.PrefillTokens] = double.NaN;
        }
        else if (!Settle(ref draft.Values) && draft.Reason == EventReason.None)
        {
            return;
        }

        draft.AddTo(events, _keys);
    }

    // Turns an ActiveLoad's numbers into fields (D1, D2); false where it has none. The places of decode blocks and
    // prefill tokens are those of the two fields of a prediction.
    private static bool Settle(ref DraftValues values)
    {
        var decode = values[LoadReport.DecodeBlocks];
        if (!double.IsNaN(values[LoadReport.PrefillTokens])) return true;
        var used = values[LoadReport.UsedBlocks];
        values[EngineMetrics.ActiveBlocks] = double.IsNaN(used) ? decode : used;
        values[LoadReport.DecodeBlocks] = double.NaN;
        return !double.IsNaN(values[EngineMetrics.ActiveBlocks]);
    }
}
