using Streams.Decoding;
using Streams.Dynamo.Naming;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>Decodes the forward passes of engines (1.1 and later): MessagePack in an envelope, and rows of traces (D10).</summary>
internal sealed class ForwardPassDecoder(bool byShape = true) : ReportDecoder(DynamoSubjects.ForwardPassTopic, ForwardPass.AllCounts, byShape)
{
    internal static readonly EventSchema EventSchema = WorkerKeys.SchemaOf(
        "scheduled_prefill_requests", "scheduled_prefill_tokens", "scheduled_prefill_kv_tokens", "scheduled_decode_requests", "scheduled_decode_kv_tokens",
        "queued_prefill_requests", "queued_prefill_tokens", "queued_decode_requests", "queued_decode_kv_tokens",
        "request_active_slots", "num_requests_waiting", "pass_seconds");

    public override EventSchema Schema => EventSchema;

    // No release sends them as JSON; traces in files have them so.
    protected override bool TryJson(ReadOnlySpan<byte> payload, ref WorkerReport report, out ulong structure)
    {
        var isRead = TracedPass.TryRead(payload, ref report, out var isSampled);
        structure = isSampled ? 1UL : 0;
        return isRead;
    }

    protected override bool TryPack(ReadOnlySpan<byte> inside, ref WorkerReport report) => ForwardPass.TryRead(inside, ref report);

    protected override bool Finish(ref WorkerReport report, ulong structure)
    {
        for (var count = 0; count < ForwardPass.Counts; count++) report.Require(count);
        ForwardPass.Derive(ref report);
        // Of a pass that stands for many, no sum may be made of what was scheduled in it.
        if (structure != 0) ForwardPass.ForgetScheduled(ref report);
        return true;
    }
}
