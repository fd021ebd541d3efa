using System.Text.Json;
using Streams.Decoding;
using Streams.Dynamo.Naming;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>Decodes what routers say of each routed request, 0.1.0 to 0.9: JSON, or MessagePack in an envelope.</summary>
internal sealed class HitRateDecoder(bool byShape = true) : ReportDecoder(DynamoSubjects.HitRateTopic, byShape)
{
    internal static readonly EventSchema EventSchema = WorkerKeys.SchemaOf("isl_blocks", "overlap_blocks") with { Always = ["isl_blocks", "overlap_blocks"] };

    private const int WorkerName = 0;
    private const int RankName = 1;
    private const int FirstField = 2;
    private const int IslBlocks = 0;
    private const int OverlapBlocks = 1;

    private static readonly FieldNames Names = new("worker_id", "dp_rank", "isl_blocks", "overlap_blocks");

    public override EventSchema Schema => EventSchema;

    protected override bool TryJson(ReadOnlySpan<byte> payload, ref Draft draft, out ulong structure)
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
                if (name == WorkerName) draft.Worker = JsonFields.Key(ref json, ref draft, Hole.Worker);
                else if (name == RankName) draft.Rank = JsonFields.Key(ref json, ref draft, Hole.Rank);
                else if (name >= 0) JsonFields.Number(ref json, ref draft, name - FirstField);
                else JsonFields.Skip(ref json, draft.Lesson);
            }

            return !json.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    protected override bool TryPack(ReadOnlySpan<byte> inside, ref Draft draft) =>
        PackFields.TryReport(inside, Names, numbers: 2, firstValue: IslBlocks, ref draft);

    protected override bool Finish(ref Draft draft, ulong structure)
    {
        draft.Require(IslBlocks);
        draft.Require(OverlapBlocks);
        return true;
    }
}
