using System.Text.Json;
using Streams.Decoding;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>Decodes replies to <c>$SRV.STATS</c> of every release: the asked endpoint's data as events, every named id as a beat (D4).</summary>
internal sealed class StatsDecoder(IReadOnlyList<string> services, string endpoint) : IDecoder
{
    internal static readonly EventSchema EventSchema = WorkerKeys.SchemaOf(EngineMetrics.Fields);

    private static readonly FieldNames ReplyNames = new("endpoints");
    private static readonly FieldNames EndpointNames = new("subject", "data");

    private readonly WorkerKeys _keys = new();
    private readonly StatsSubjects _subjects = new(services, endpoint);

    public EventSchema Schema => EventSchema;

    public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events)
    {
        if (payload.IsEmpty) events.RejectMessage(MessageReason.Empty);
        else if (!TryReply(payload, events)) events.RejectMessage(MessageReason.Malformed);
    }

    private bool TryReply(ReadOnlySpan<byte> payload, EventWriter events)
    {
        try
        {
            var json = new Utf8JsonReader(payload);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return false;
            var guess = 0;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isEndpoints = JsonFields.Name(json, ReplyNames, ref guess) == 0;
                json.Read();
                if (!isEndpoints || json.TokenType == JsonTokenType.Null) json.Skip();
                else if (json.TokenType != JsonTokenType.StartArray) return false;
                else ReadEndpoints(ref json, events);
            }

            return !json.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void ReadEndpoints(ref Utf8JsonReader json, EventWriter events)
    {
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.StartObject)
            {
                ReadEndpoint(ref json, events);
                continue;
            }

            json.Skip();
            events.Reject(EventReason.Malformed);
        }
    }

    // Either of the two may stand first, so both places are kept until the object has ended.
    private void ReadEndpoint(ref Utf8JsonReader json, EventWriter events)
    {
        Utf8JsonReader subject = default, data = default;
        var guess = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonFields.Name(json, EndpointNames, ref guess);
            json.Read();
            if (name == 0) subject = json;
            else if (name == 1) data = json;
            json.Skip();
        }

        if (subject.TokenType == JsonTokenType.String) Take(subject, ref data, events);
    }

    private void Take(in Utf8JsonReader subject, ref Utf8JsonReader data, EventWriter events)
    {
        Span<byte> buffer = stackalloc byte[JsonFields.LongestText];
        scoped var text = subject.ValueSpan;
        if (subject.ValueIsEscaped)
        {
            if (!JsonFields.TryUnescape(subject, buffer, out var length)) return;
            text = buffer[..length];
        }

        var told = _subjects.Tell(text, out var worker);
        if (told == StatsEndpoint.Foreign) return;
        if (worker is { } living) events.Beat(_keys.Of(living, default));
        if (told == StatsEndpoint.Asked && data.TokenType is not (JsonTokenType.None or JsonTokenType.Null)) ReadData(worker, ref data, events);
    }

    private void ReadData(KeyNumber? worker, ref Utf8JsonReader data, EventWriter events)
    {
        var draft = new Draft { Worker = worker };
        if (worker is null) draft.Note(EventReason.BadKey);
        if (data.TokenType == JsonTokenType.StartObject) EngineMetrics.Read(ref data, ref draft);
        else draft.Note(EventReason.Malformed);

        var hasNotReported = draft.Values[EngineMetrics.TotalSlots] == 0 && draft.Values[EngineMetrics.TotalBlocks] == 0;
        if (draft.Reason != EventReason.None || !hasNotReported) draft.AddTo(events, _keys);
    }
}
