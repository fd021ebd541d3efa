using System.Text.Json;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>What is read of one row of a request trace.</summary>
/// <param name="models">The names of models.</param>
internal ref struct RequestRow(ModelNames models)
{
    /// <summary>The numbers of who computed the prompt; they come first.</summary>
    internal const int PromptFields = 7;

    /// <summary>All numbers.</summary>
    internal const int Fields = 11;

    // Prompt, cached and output tokens, and the router's queue.
    private const uint Counts = 0b000_1010_0011;
    private const uint Times = 0b111_0001_1100;
    private const int LongestModel = 256;
    private const double Milliseconds = 1000;

    private static readonly FieldNames Names = new("schema", "event_type", "request", "payload", "event");

    // In the order of the schema.
    private static readonly FieldNames Numbers = new(
        "input_tokens", "cached_tokens", "ttft_ms", "prefill_wait_time_ms", "prefill_time_ms", "queue_depth", "kv_hit_rate",
        "output_tokens", "avg_itl_ms", "total_time_ms", "kv_transfer_estimated_latency_ms", "worker", "model");

    private static readonly FieldNames Workers = new("prefill_worker_id", "prefill_dp_rank", "decode_worker_id", "decode_dp_rank");

    internal WorkerReport Report = new();

    internal (KeyNumber? Worker, KeyNumber? Rank) Prefiller;

    internal (KeyNumber? Worker, KeyNumber? Rank) Decoder;

    /// <summary>The model that the row names; null where it names none.</summary>
    internal string? Model;

    private bool _isForeign;
    private bool _hasPayload;

    internal RequestRowKind Kind { get; private set; }

    /// <summary>Whether it says what it is.</summary>
    internal bool HasSchema { get; private set; }

    /// <summary>Whether it is, or holds, something else than the numbers of a request.</summary>
    internal readonly bool MayHoldPrompt => _isForeign || _hasPayload || Kind == RequestRowKind.Other;

    internal readonly bool IsOfOneWorker =>
        Prefiller.Worker == Decoder.Worker && Prefiller.Rank.GetValueOrDefault() == Decoder.Rank.GetValueOrDefault();

    /// <summary>Reads an object, which may have the row in it as a line of a file has; false where it cannot be read.</summary>
    internal bool TryRead(ref Utf8JsonReader json)
    {
        var guess = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonFields.Name(json, Names, ref guess);
            json.Read();
            switch (name)
            {
                case 0:
                    HasSchema = true;
                    _isForeign |= json.TokenType != JsonTokenType.String || !json.ValueTextEquals("dynamo.request.trace.v1"u8);
                    break;
                case 1:
                    Kind = KindOf(json);
                    _isForeign |= Kind == RequestRowKind.Other;
                    break;
                case 2 when json.TokenType == JsonTokenType.StartObject:
                    ReadRequest(ref json);
                    break;
                case 3:
                    _hasPayload |= json.TokenType != JsonTokenType.Null;
                    break;
                case 4 when json.TokenType == JsonTokenType.StartObject && json.CurrentDepth == 1:
                    if (!TryRead(ref json)) return false;
                    break;
            }

            json.Skip();
        }

        return json.TokenType == JsonTokenType.EndObject;
    }

    /// <summary>Brings times to seconds, and notes what is no number of its kind.</summary>
    internal void Judge()
    {
        Report.CheckCounts(Counts);
        for (var field = 0; field < Fields; field++)
        {
            if ((Times >> field & 1) == 0) continue;
            ref var time = ref Report.Values[field];
            time /= Milliseconds;
            if (time < 0) Report.Note(EventReason.Negative);
        }
    }

    private static RequestRowKind KindOf(in Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.String) return RequestRowKind.Other;
        if (json.ValueTextEquals("request_end"u8)) return RequestRowKind.Ended;
        return json.ValueTextEquals("tool_start"u8) || json.ValueTextEquals("tool_end"u8) || json.ValueTextEquals("tool_error"u8)
            ? RequestRowKind.Tool
            : RequestRowKind.Other;
    }

    private void ReadRequest(ref Utf8JsonReader json)
    {
        // Of a name that is there twice the last one counts.
        Report = new();
        Prefiller = Decoder = default;
        Model = null;
        var guess = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonFields.Name(json, Numbers, ref guess);
            json.Read();
            if (name is >= 0 and < Fields) JsonFields.Number(ref json, ref Report, name);
            else if (name == Fields && json.TokenType == JsonTokenType.StartObject) ReadWorkers(ref json);
            else if (name == Fields + 1) ReadModel(ref json);
            json.Skip();
        }
    }

    private void ReadWorkers(ref Utf8JsonReader json)
    {
        var guess = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonFields.Name(json, Workers, ref guess);
            json.Read();
            if (name == 0) Prefiller.Worker = JsonFields.Key(ref json, ref Report, Hole.Worker);
            else if (name == 1) Prefiller.Rank = JsonFields.Key(ref json, ref Report, Hole.Rank);
            else if (name == 2) Decoder.Worker = JsonFields.Key(ref json, ref Report, Hole.Worker);
            else if (name == 3) Decoder.Rank = JsonFields.Key(ref json, ref Report, Hole.Rank);
            else json.Skip();
        }
    }

    private void ReadModel(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null) return;
        Span<byte> text = stackalloc byte[JsonFields.LongestText];
        if (json.TokenType == JsonTokenType.String && JsonFields.TryUnescape(json, text, out var length) && length <= LongestModel)
        {
            Model = models.Of(text[..length]);
        }
        else Report.Note(EventReason.BadKey);
    }
}
