using System.Buffers;
using System.Globalization;
using Nerdbank.MessagePack;

namespace Streams.Simulation;

/// <summary>Messages in MessagePack, as releases from 0.9 write them: maps with names, integers as short as they go.</summary>
internal static class PackedMessages
{
    internal static ReadOnlyMemory<byte> Envelope(ulong publisher, ulong sequence, ulong milliseconds, string topic, ReadOnlyMemory<byte> payload)
    {
        var bytes = new ArrayBufferWriter<byte>(128 + payload.Length);
        var writer = new MessagePackWriter(bytes);
        writer.WriteMapHeader(5);
        WriteNumber(ref writer, "publisher_id", publisher);
        WriteNumber(ref writer, "sequence", sequence);
        WriteNumber(ref writer, "published_at", milliseconds);
        writer.Write("topic");
        writer.Write(topic);
        writer.Write("payload");
        writer.Write(payload.Span);
        writer.Flush();
        return bytes.WrittenMemory;
    }

    internal static ReadOnlyMemory<byte> Hit(ulong worker, int islBlocks, int overlapBlocks)
    {
        var bytes = new ArrayBufferWriter<byte>(64);
        var writer = new MessagePackWriter(bytes);
        writer.WriteMapHeader(4);
        WriteNumber(ref writer, "worker_id", worker);
        WriteNumber(ref writer, "dp_rank", 0);
        WriteNumber(ref writer, "isl_blocks", (ulong)islBlocks);
        WriteNumber(ref writer, "overlap_blocks", (ulong)overlapBlocks);
        writer.Flush();
        return bytes.WrittenMemory;
    }

    /// <param name="worker">The worker that it speaks of.</param>
    /// <param name="activeBlocks">Null where an engine sends used blocks alone.</param>
    /// <param name="prefillTokens">A router's; null in a worker's own report.</param>
    /// <param name="hasUsedBlocks">Whether the release has the field, null or not.</param>
    /// <param name="usedBlocks">A worker's; null in a router's prediction.</param>
    internal static ReadOnlyMemory<byte> ActiveLoad(ulong worker, long? activeBlocks, long? prefillTokens, bool hasUsedBlocks, long? usedBlocks)
    {
        var bytes = new ArrayBufferWriter<byte>(128);
        var writer = new MessagePackWriter(bytes);
        writer.WriteMapHeader(hasUsedBlocks ? 5 : 4);
        WriteNumber(ref writer, "worker_id", worker);
        WriteNumber(ref writer, "dp_rank", 0);
        WriteNumber(ref writer, "active_decode_blocks", (ulong?)activeBlocks);
        WriteNumber(ref writer, "active_prefill_tokens", (ulong?)prefillTokens);
        if (hasUsedBlocks) WriteNumber(ref writer, "kv_used_blocks", (ulong?)usedBlocks);
        writer.Flush();
        return bytes.WrittenMemory;
    }

    internal static ReadOnlyMemory<byte> Pass(ulong worker, long counter, SimulatedPass pass)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        var writer = new MessagePackWriter(bytes);
        writer.WriteMapHeader(7);
        WriteNumber(ref writer, "version", 1);
        writer.Write("worker_id");
        writer.Write(worker.ToString(CultureInfo.InvariantCulture));
        WriteNumber(ref writer, "dp_rank", 0);
        WriteNumber(ref writer, "counter_id", (ulong)counter);
        WriteFraction(ref writer, "wall_time", pass.WallTime);
        writer.Write("scheduled_requests");
        writer.WriteMapHeader(7);
        WriteCounts(ref writer, pass.Scheduled, isScheduled: true);
        writer.Write("queued_requests");
        writer.WriteMapHeader(6);
        WriteCounts(ref writer, pass.Queued, isScheduled: false);
        writer.Flush();
        return bytes.WrittenMemory;
    }

    private static void WriteCounts(ref MessagePackWriter writer, PassCounts counts, bool isScheduled)
    {
        WriteNumber(ref writer, "num_prefill_requests", (ulong)counts.PrefillRequests);
        WriteNumber(ref writer, "sum_prefill_tokens", (ulong)counts.PrefillTokens);
        WriteFraction(ref writer, "var_prefill_length", counts.PrefillVariance);
        if (isScheduled) WriteNumber(ref writer, "sum_prefill_kv_tokens", (ulong)counts.PrefillKvTokens);
        WriteNumber(ref writer, "num_decode_requests", (ulong)counts.DecodeRequests);
        WriteNumber(ref writer, "sum_decode_kv_tokens", (ulong)counts.DecodeKvTokens);
        WriteFraction(ref writer, "var_decode_kv_tokens", counts.DecodeVariance);
    }

    private static void WriteNumber(ref MessagePackWriter writer, string key, ulong? value)
    {
        writer.Write(key);
        if (value is { } number) writer.Write(number);
        else writer.WriteNil();
    }

    private static void WriteFraction(ref MessagePackWriter writer, string key, double value)
    {
        writer.Write(key);
        writer.Write(value);
    }
}
