using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Streams.Simulation;

/// <summary>Messages in JSON, as the releases before 0.9 write them.</summary>
internal static class JsonMessages
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    internal static ReadOnlyMemory<byte> Hit(ulong worker, bool hasRank, int islBlocks, int overlapBlocks) => Write(json =>
    {
        json.WriteNumber("worker_id", worker);
        if (hasRank) json.WriteNumber("dp_rank", 0);
        json.WriteNumber("isl_blocks", islBlocks);
        json.WriteNumber("overlap_blocks", overlapBlocks);
    });

    internal static ReadOnlyMemory<byte> LoadEvent(ulong worker, WorkerLoad load) => Write(json =>
    {
        json.WriteNumber("worker_id", worker);
        json.WriteStartObject("data");
        WriteNested(json, load, Shortest);
        json.WriteEndObject();
    });

    internal static ReadOnlyMemory<byte> ActiveLoad(ulong worker, long activeBlocks, long? prefillTokens) => Write(json =>
    {
        json.WriteNumber("worker_id", worker);
        json.WriteNumber("dp_rank", 0);
        json.WriteNumber("active_decode_blocks", activeBlocks);
        if (prefillTokens is { } tokens) json.WriteNumber("active_prefill_tokens", tokens);
        else json.WriteNull("active_prefill_tokens");
    });

    internal static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> fields)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(bytes, Options);
        json.WriteStartObject();
        fields(json);
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenMemory;
    }

    /// <summary>The fields of the nested <c>ForwardPassMetrics</c>, in the order of Dynamo's own types.</summary>
    internal static void WriteNested(Utf8JsonWriter json, WorkerLoad load, Func<float, string> fraction)
    {
        json.WriteStartObject("worker_stats");
        json.WriteNull("data_parallel_rank");
        json.WriteNumber("request_active_slots", load.ActiveSlots);
        json.WriteNumber("request_total_slots", load.TotalSlots);
        json.WriteNumber("num_requests_waiting", load.Waiting);
        json.WriteEndObject();
        json.WriteStartObject("kv_stats");
        json.WriteNumber("kv_active_blocks", load.ActiveBlocks);
        json.WriteNumber("kv_total_blocks", load.TotalBlocks);
        WriteFraction(json, "gpu_cache_usage_perc", fraction(load.Usage));
        WriteFraction(json, "gpu_prefix_cache_hit_rate", fraction(load.HitRate));
        json.WriteEndObject();
        json.WriteNull("spec_decode_stats");
    }

    internal static void WriteFraction(Utf8JsonWriter json, string key, string digits)
    {
        json.WritePropertyName(key);
        json.WriteRawValue(digits, skipInputValidation: true);
    }

    /// <summary>As load events have it: the shortest digits that give the single again; a fraction always has a point.</summary>
    internal static string Shortest(float value) => WithPoint(value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>As statistics have it: the single as a double.</summary>
    internal static string Widened(float value) => WithPoint(((double)value).ToString("R", CultureInfo.InvariantCulture));

    private static string WithPoint(string digits) => digits.AsSpan().IndexOfAny('.', 'E') < 0 ? digits + ".0" : digits;
}
