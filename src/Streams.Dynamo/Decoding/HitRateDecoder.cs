using System.Text.Json;
using Streams.Decoding;
using Streams.Dynamo.Naming;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>Decodes what routers say of each routed request, 0.1.0 to 0.9: JSON, or MessagePack in an envelope.</summary>
internal sealed class HitRateDecoder : IDecoder
{
    internal static readonly EventSchema EventSchema = WorkerKeys.SchemaOf("isl_blocks", "overlap_blocks") with { Always = ["isl_blocks", "overlap_blocks"] };

    private const int WorkerName = 0;
    private const int RankName = 1;
    private const int FirstField = 2;
    private const int IslBlocks = 0;
    private const int OverlapBlocks = 1;

    private static readonly FieldNames Names = new("worker_id", "dp_rank", "isl_blocks", "overlap_blocks");

    private readonly WorkerKeys _keys = new();
    private readonly EnvelopeOpener _envelopes = new(DynamoSubjects.HitRateTopic);

    public EventSchema Schema => EventSchema;

    public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events)
    {
        if (payload.IsEmpty)
        {
            events.RejectMessage(MessageReason.Empty);
            return;
        }

        if (TryShape(payload, events)) return;
        var draft = new Draft();
        if (!EventEnvelope.Begins(payload)) Finish(TryJson(payload, ref draft), ref draft, events);
        else if (_envelopes.TryOpen(payload, events, out var inside)) Finish(TryPack(inside, ref draft), ref draft, events);
    }

    private void Finish(bool isRead, ref Draft draft, EventWriter events)
    {
        if (!isRead)
        {
            events.RejectMessage(MessageReason.Malformed);
            return;
        }

        draft.RequireWorker();
        draft.Require(IslBlocks);
        draft.Require(OverlapBlocks);
        draft.AddTo(events, _keys);
    }

    private bool TryShape(ReadOnlySpan<byte> payload, EventWriter events)
    {
        var shape = new JsonShape(payload);
        KeyNumber rank = default;
        if (!shape.Literal("{\"worker_id\":"u8) || !shape.Key(out var worker)) return false;
        if (shape.Literal(",\"dp_rank\":"u8) && !shape.Key(out rank)) return false;
        if (!shape.Literal(",\"isl_blocks\":"u8) || !shape.Unsigned(out var isl)) return false;
        if (!shape.Literal(",\"overlap_blocks\":"u8) || !shape.Unsigned(out var overlap)) return false;
        if (!shape.Literal("}"u8) || !shape.AtEnd) return false;
        var values = events.Add(_keys.Of(worker, rank));
        values[IslBlocks] = isl;
        values[OverlapBlocks] = overlap;
        return true;
    }

    private static bool TryJson(ReadOnlySpan<byte> payload, ref Draft draft)
    {
        try
        {
            var json = new Utf8JsonReader(payload);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return false;
            var guess = 0;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = JsonFields.Name(json, Names, ref guess);
                json.Read();
                if (name == WorkerName) draft.Worker = JsonFields.Key(ref json, ref draft);
                else if (name == RankName) draft.Rank = JsonFields.Key(ref json, ref draft);
                else if (name >= 0) JsonFields.Number(ref json, ref draft, name - FirstField);
                else json.Skip();
            }

            return !json.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryPack(ReadOnlySpan<byte> inside, ref Draft draft) =>
        PackFields.TryReport(inside, Names, numbers: 2, firstValue: IslBlocks, ref draft);
}
