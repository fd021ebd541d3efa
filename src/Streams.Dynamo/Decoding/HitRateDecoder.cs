using System.Text.Json;
using Streams.Decoding;
using Streams.Dynamo.Naming;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>Decodes what routers publish about each routed request, 0.1.0 to 0.9: JSON, or MessagePack in an envelope.</summary>
internal sealed class HitRateDecoder(bool byShape = true) : ReportDecoder(DynamoSubjects.HitRateTopic, counts: 0b11, byShape)
{
    internal static readonly EventSchema EventSchema =
        WorkerKeys.SchemaOf("isl_blocks", "overlap_blocks") with { RequiredFields = ["isl_blocks", "overlap_blocks"] };

    private const int WorkerName = 0;
    private const int RankName = 1;
    private const int FirstField = 2;
    private const int IslBlocks = 0;
    private const int OverlapBlocks = 1;

    private static readonly FieldNames Names = new("worker_id", "dp_rank", "isl_blocks", "overlap_blocks");

    public override EventSchema Schema => EventSchema;

    protected override bool TryJson(ReadOnlySpan<byte> payload, ref WorkerReport report, out ulong structure)
    {
        structure = 0;
        try
        {
            var json = new Utf8JsonReader(payload);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return false;
            var guess = 0;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = JsonFields.Name(json, Names, ref guess);
                json.Read();
                if (name == WorkerName) report.Worker = JsonFields.Key(ref json, ref report, Hole.Worker);
                else if (name == RankName) report.Rank = JsonFields.Key(ref json, ref report, Hole.Rank);
                else if (name >= 0) JsonFields.Number(ref json, ref report, name - FirstField);
                else JsonFields.Skip(ref json, report.Lesson);
            }

            return !json.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    protected override bool TryPack(ReadOnlySpan<byte> inside, ref WorkerReport report) =>
        PackFields.TryReport(inside, Names, numbers: 2, firstValue: IslBlocks, ref report);

    protected override bool Finish(ref WorkerReport report, ulong structure)
    {
        report.Require(IslBlocks);
        report.Require(OverlapBlocks);
        return true;
    }
}
