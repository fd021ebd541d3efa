using System.Text.Json;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>
/// Reads a load report of any release into a <see cref="WorkerReport"/>: <c>LoadEvent</c> (0.4.1 to 0.7) or <c>ActiveLoad</c> (0.8 and
/// later).
/// </summary>
/// <remarks>The numbers are the fields of <see cref="EngineMetrics"/>, then those of an <c>ActiveLoad</c>.</remarks>
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

    /// <summary>Reads any JSON object.</summary>
    internal static bool TryJson(ReadOnlySpan<byte> payload, ref WorkerReport report, out bool isEngines)
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
                if (name == WorkerName) report.Worker = JsonFields.Key(ref json, ref report, Hole.Worker);
                else if (name == RankName) rank = JsonFields.Key(ref json, ref report, Hole.Rank);
                else if (name == DataName) isEngines |= ReadData(ref json, ref report);
                else if (name >= 0) JsonFields.Number(ref json, ref report, name - FirstField + DecodeBlocks);
                else JsonFields.Skip(ref json, report.Lesson);
            }

            report.Rank ??= rank;
            return !json.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads the payload of an envelope.</summary>
    internal static bool TryPack(ReadOnlySpan<byte> inside, ref WorkerReport report) =>
        PackFields.TryReport(inside, Names, numbers: DataName - FirstField, firstValue: DecodeBlocks, ref report);

    private static bool ReadData(ref Utf8JsonReader json, ref WorkerReport report)
    {
        if (json.TokenType == JsonTokenType.Null) return false;
        if (json.TokenType == JsonTokenType.StartObject)
        {
            EngineMetrics.Read(ref json, ref report);
            return true;
        }

        report.Note(EventReason.Malformed);
        json.Skip();
        return true;
    }
}
