using Streams.Decoding;
using Streams.Dynamo.Naming;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>Decodes the forward passes of engines (1.1 and later): MessagePack in an envelope.</summary>
internal sealed class ForwardPassDecoder : IDecoder
{
    internal static readonly EventSchema EventSchema = WorkerKeys.SchemaOf(
        "scheduled_prefill_requests", "scheduled_prefill_tokens", "scheduled_prefill_kv_tokens", "scheduled_decode_requests", "scheduled_decode_kv_tokens",
        "queued_prefill_requests", "queued_prefill_tokens", "queued_decode_requests", "queued_decode_kv_tokens",
        "request_active_slots", "num_requests_waiting", "pass_seconds");

    private readonly WorkerKeys _keys = new();
    private readonly EnvelopeOpener _envelopes = new(DynamoSubjects.ForwardPassTopic);

    public EventSchema Schema => EventSchema;

    public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events)
    {
        if (payload.IsEmpty)
        {
            events.RejectMessage(MessageReason.Empty);
            return;
        }

        if (!_envelopes.TryOpen(payload, events, out var inside)) return;
        var draft = new Draft();
        if (!ForwardPass.TryRead(inside, ref draft))
        {
            events.RejectMessage(MessageReason.Malformed);
            return;
        }

        draft.RequireWorker();
        for (var count = 0; count < ForwardPass.Counts; count++) draft.Require(count);
        ForwardPass.Derive(ref draft.Values);
        draft.AddTo(events, _keys);
    }
}
