namespace Streams.Benchmarks.Publishing;

/// <summary>The messages of a fleet, made from a number each: the same number gives the same bytes.</summary>
internal static class Messages
{
    internal const ulong TotalBlocks = 12_000, TotalSlots = 512;

    internal static ReadOnlySpan<byte> SubjectOf(MessageKind kind) => kind switch
    {
        MessageKind.Hit => "namespace.dynamo.kv-hit-rate"u8,
        MessageKind.Load => "namespace.dynamo.kv_metrics"u8,
        MessageKind.Pass => "namespace.dynamo.component.backend.endpoint.generate.forward-pass-metrics"u8,
        _ => "namespace.dynamo.component.backend.endpoint.generate.kv_metrics"u8,
    };

    internal static void Write(MessageWriter to, MessageKind kind, ulong id, ulong random, SentOfWorker sent)
    {
        switch (kind)
        {
            case MessageKind.Hit: Hit(to, id, random, sent); break;
            case MessageKind.Load: Load(to, id, random, sent); break;
            case MessageKind.Pass: Pass(to, id, random, sent); break;
            default: PackedLoad(to, id, random, sent); break;
        }
    }

    private static void Hit(MessageWriter to, ulong id, ulong random, SentOfWorker sent)
    {
        var isl = 1 + (random % 128);
        var overlap = (random >> 8) % (isl + 1);
        (sent.Isl, sent.Overlap) = (sent.Isl + isl, sent.Overlap + overlap);
        to.Field("{\"worker_id\":"u8, id);
        to.Field(",\"isl_blocks\":"u8, isl);
        to.Field(",\"overlap_blocks\":"u8, overlap);
        to.Text("}"u8);
    }

    private static void Load(MessageWriter to, ulong id, ulong random, SentOfWorker sent)
    {
        sent.Load = (random % TotalSlots, (random >> 10) % 16);
        sent.ActiveBlocks = (random >> 16) % TotalBlocks;
        to.Field("{\"worker_id\":"u8, id);
        to.Field(",\"data\":{\"worker_stats\":{\"data_parallel_rank\":null,\"request_active_slots\":"u8, sent.Load.Value.Slots);
        to.Field(",\"request_total_slots\":"u8, TotalSlots);
        to.Field(",\"num_requests_waiting\":"u8, sent.Load.Value.Waiting);
        to.Field("},\"kv_stats\":{\"kv_active_blocks\":"u8, sent.ActiveBlocks.Value);
        to.Field(",\"kv_total_blocks\":"u8, TotalBlocks);
        to.Field(",\"gpu_cache_usage_perc\":0."u8, 10_000_000 + (random >> 33));
        to.Field(",\"gpu_prefix_cache_hit_rate\":0."u8, 100 + ((random >> 40) % 900));
        to.Text("},\"spec_decode_stats\":null}}"u8);
    }

    private static void Pass(MessageWriter to, ulong id, ulong random, SentOfWorker sent)
    {
        // Most passes of an engine at work only decode.
        var prefills = random % 5 == 0 ? 1 + ((random >> 4) % 2) : 0;
        var (computed, reused, decodes, waiting) = (prefills * (1 + ((random >> 8) % 900)), prefills * 16 * ((random >> 20) % 32), (random >> 30) % 64, (random >> 40) % 12);
        (sent.Computed, sent.Reused, sent.Pass) = (sent.Computed + computed, sent.Reused + reused, (prefills + decodes, waiting));
        var payload = BeginEnvelope(to, id, sent.Passes++, "forward-pass-metrics"u8);
        to.Map(7);
        to.Pack("version"u8, 1);
        to.PackDigits("worker_id"u8, id);
        to.Pack("dp_rank"u8, 0);
        to.Pack("counter_id"u8, sent.Passes);
        to.Pack("wall_time"u8, 0.0067);
        to.Name("scheduled_requests"u8);
        to.Map(7);
        Counts(to, prefills, computed, 0.0);
        to.Pack("sum_prefill_kv_tokens"u8, reused);
        Decodes(to, decodes, decodes * 700, decodes * 1.5);
        to.Name("queued_requests"u8);
        to.Map(6);
        Counts(to, waiting, waiting * 300, waiting * 2.25);
        Decodes(to, 0, 0, 0.0);
        to.EndBinary(payload);
    }

    private static void PackedLoad(MessageWriter to, ulong id, ulong random, SentOfWorker sent)
    {
        sent.ActiveBlocks = random % TotalBlocks;
        var payload = BeginEnvelope(to, ~id, sent.Passes, "kv_metrics"u8);
        to.Map(5);
        to.Pack("worker_id"u8, id);
        to.Pack("dp_rank"u8, 0);
        to.PackNothing("active_decode_blocks"u8);
        to.PackNothing("active_prefill_tokens"u8);
        to.Pack("kv_used_blocks"u8, sent.ActiveBlocks.Value);
        to.EndBinary(payload);
    }

    private static int BeginEnvelope(MessageWriter to, ulong publisher, ulong sequence, ReadOnlySpan<byte> topic)
    {
        to.Map(5);
        to.Pack("publisher_id"u8, publisher);
        to.Pack("sequence"u8, sequence);
        to.Pack("published_at"u8, 1_795_500_000_000 + sequence);
        to.Name("topic"u8);
        to.Name(topic);
        return to.BeginBinary("payload"u8);
    }

    private static void Counts(MessageWriter to, ulong requests, ulong tokens, double variance)
    {
        to.Pack("num_prefill_requests"u8, requests);
        to.Pack("sum_prefill_tokens"u8, tokens);
        to.Pack("var_prefill_length"u8, variance);
    }

    private static void Decodes(MessageWriter to, ulong requests, ulong tokens, double variance)
    {
        to.Pack("num_decode_requests"u8, requests);
        to.Pack("sum_decode_kv_tokens"u8, tokens);
        to.Pack("var_decode_kv_tokens"u8, variance);
    }
}
