using System.Text.Json;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>Reads a load report of any release into a draft: <c>LoadEvent</c> (0.4.1 to 0.7) or <c>ActiveLoad</c> (0.8 and later).</summary>
/// <remarks>In the draft stand the fields of <see cref="EngineMetrics"/>, then what an <c>ActiveLoad</c> says.</remarks>
internal static class LoadReport
{
    internal const int DecodeBlocks = 7;
    internal const int PrefillTokens = 8;
    internal const int UsedBlocks = 9;

    private const int WorkerName = 0;
    private const int RankName = 1;
    private const int FirstField = 2;
    private const int DataName = 5;

    private static readonly FieldNames Names =
        new("worker_id", "dp_rank", "active_decode_blocks", "active_prefill_tokens", "kv_used_blocks", "data");

    /// <summary>Guesses that the text is as Dynamo writes it, byte for byte but for the numbers.</summary>
    internal static bool TryShape(ReadOnlySpan<byte> payload, ref Draft draft, out bool isEngines)
    {
        var shape = new JsonShape(payload);
        isEngines = false;
        if (!shape.Literal("{\"worker_id\":"u8) || !shape.Key(out var worker)) return false;
        draft.Worker = worker;
        isEngines = shape.Literal(",\"data\":{\"worker_stats\":{\"data_parallel_rank\":"u8);
        return isEngines ? TryEngines(ref shape, ref draft) : TryActiveLoad(ref shape, ref draft);
    }

    /// <summary>Reads any JSON object.</summary>
    internal static bool TryJson(ReadOnlySpan<byte> payload, ref Draft draft, out bool isEngines)
    {
        isEngines = false;
        try
        {
            var json = new Utf8JsonReader(payload);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return false;
            KeyNumber? rank = null;
            var guess = 0;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = JsonFields.Name(json, Names, ref guess);
                json.Read();
                if (name == WorkerName) draft.Worker = JsonFields.Key(ref json, ref draft);
                else if (name == RankName) rank = JsonFields.Key(ref json, ref draft);
                else if (name == DataName) isEngines |= ReadData(ref json, ref draft);
                else if (name >= 0) JsonFields.Number(ref json, ref draft, name - FirstField + DecodeBlocks);
                else json.Skip();
            }

            draft.Rank ??= rank;
            return !json.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads what an envelope holds.</summary>
    internal static bool TryPack(ReadOnlySpan<byte> inside, ref Draft draft) =>
        PackFields.TryReport(inside, Names, numbers: DataName - FirstField, firstValue: DecodeBlocks, ref draft);

    private static bool TryEngines(ref JsonShape shape, ref Draft draft)
    {
        if (!shape.Literal("null"u8))
        {
            if (!shape.Key(out var rank)) return false;
            draft.Rank = rank;
        }

        return Count(ref shape, ",\"request_active_slots\":"u8, ref draft.Values[EngineMetrics.ActiveSlots])
            && Count(ref shape, ",\"request_total_slots\":"u8, ref draft.Values[EngineMetrics.TotalSlots])
            && Count(ref shape, ",\"num_requests_waiting\":"u8, ref draft.Values[EngineMetrics.Waiting])
            && Count(ref shape, "},\"kv_stats\":{\"kv_active_blocks\":"u8, ref draft.Values[EngineMetrics.ActiveBlocks])
            && Count(ref shape, ",\"kv_total_blocks\":"u8, ref draft.Values[EngineMetrics.TotalBlocks])
            && shape.Literal(",\"gpu_cache_usage_perc\":"u8) && shape.NumberOrNull(ref draft.Values[EngineMetrics.CacheUsage])
            && shape.Literal(",\"gpu_prefix_cache_hit_rate\":"u8) && shape.NumberOrNull(ref draft.Values[EngineMetrics.HitRate])
            && shape.Literal("},\"spec_decode_stats\":null}}"u8) && shape.AtEnd;
    }

    private static bool TryActiveLoad(ref JsonShape shape, ref Draft draft)
    {
        if (!shape.Literal(",\"dp_rank\":"u8) || !shape.Key(out var rank)) return false;
        draft.Rank = rank;
        return shape.Literal(",\"active_decode_blocks\":"u8) && shape.CountOrNull(ref draft.Values[DecodeBlocks])
            && shape.Literal(",\"active_prefill_tokens\":"u8) && shape.CountOrNull(ref draft.Values[PrefillTokens])
            && shape.Literal("}"u8) && shape.AtEnd;
    }

    private static bool Count(ref JsonShape shape, ReadOnlySpan<byte> before, ref double value)
    {
        if (!shape.Literal(before) || !shape.Unsigned(out var count)) return false;
        value = count;
        return true;
    }

    private static bool ReadData(ref Utf8JsonReader json, ref Draft draft)
    {
        if (json.TokenType == JsonTokenType.Null) return false;
        if (json.TokenType == JsonTokenType.StartObject)
        {
            EngineMetrics.Read(ref json, ref draft);
            return true;
        }

        draft.Note(EventReason.Malformed);
        json.Skip();
        return true;
    }
}
