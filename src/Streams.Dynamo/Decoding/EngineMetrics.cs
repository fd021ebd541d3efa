using System.Text.Json;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>What an engine says of itself in <c>ForwardPassMetrics</c>, flat (to 0.3.1) or nested (from 0.3.2 on).</summary>
internal static class EngineMetrics
{
    internal const int ActiveSlots = 0;
    internal const int TotalSlots = 1;
    internal const int Waiting = 2;
    internal const int ActiveBlocks = 3;
    internal const int TotalBlocks = 4;
    internal const int CacheUsage = 5;
    internal const int HitRate = 6;

    /// <summary>Those that are counts, a bit for each; the others are fractions.</summary>
    internal const uint Counts = (1 << CacheUsage) - 1;

    /// <summary>The fields, in the order of the constants.</summary>
    internal static readonly string[] Fields =
    [
        "request_active_slots", "request_total_slots", "num_requests_waiting", "kv_active_blocks", "kv_total_blocks",
        "gpu_cache_usage_perc", "gpu_prefix_cache_hit_rate",
    ];

    private const int RankName = 7;

    private static readonly FieldNames FlatNames = new([.. Fields, "data_parallel_rank"]);
    private static readonly FieldNames PartNames = new("worker_stats", "kv_stats");

    /// <summary>Reads the object that <paramref name="json"/> stands on; ends on its last token.</summary>
    internal static void Read(ref Utf8JsonReader json, ref WorkerReport report)
    {
        ReadObject(ref json, ref report, isPart: false);
        Require(ref report);
    }

    /// <summary>Notes a fault where a field is missing that every release sends.</summary>
    internal static void Require(ref WorkerReport report)
    {
        report.Require(ActiveSlots);
        report.Require(TotalSlots);
        report.Require(ActiveBlocks);
        report.Require(TotalBlocks);
    }

    private static void ReadObject(ref Utf8JsonReader json, ref WorkerReport report, bool isPart)
    {
        int guess = 0, partGuess = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var part = isPart ? -1 : JsonFields.Name(json, PartNames, ref partGuess);
            var name = part >= 0 ? -1 : JsonFields.Name(json, FlatNames, ref guess);
            json.Read();
            if (part >= 0) ReadPart(ref json, ref report);
            else if (name == RankName) report.Rank = JsonFields.Key(ref json, ref report, Hole.Rank);
            else if (name >= 0) JsonFields.Number(ref json, ref report, name);
            else JsonFields.Skip(ref json, report.Lesson);
        }
    }

    private static void ReadPart(ref Utf8JsonReader json, ref WorkerReport report)
    {
        if (json.TokenType == JsonTokenType.StartObject)
        {
            ReadObject(ref json, ref report, isPart: true);
            return;
        }

        if (json.TokenType != JsonTokenType.Null) report.Note(EventReason.Malformed);
        json.Skip();
    }
}
