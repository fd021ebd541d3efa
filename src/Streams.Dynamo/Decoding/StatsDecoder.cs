using System.Text.Json;
using Streams.Decoding;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>Decodes replies to <c>$SRV.STATS</c> of every release: the asked endpoint's data as events, every named id as a beat (D4).</summary>
/// <remarks>A known shape of reply is read by it, and any other in full.</remarks>
internal sealed class StatsDecoder(IReadOnlyList<string> services, string endpoint, bool byShape = true) : IDecoder
{
    internal static readonly EventSchema EventSchema = WorkerKeys.SchemaOf(EngineMetrics.Fields);

    private static readonly FieldNames ReplyNames = new("endpoints");
    private static readonly FieldNames EndpointNames = new("subject", "data");

    private readonly WorkerKeys _keys = new();
    private readonly StatsSubjects _subjects = new(services, endpoint);
    private readonly StatsShapes? _shapes = byShape ? new() : null;
    private Lesson? _lesson;
    private ulong _structure;

    public EventSchema Schema => EventSchema;

    /// <summary>The component that is asked. Default <c>backend</c>.</summary>
    internal string Component
    {
        init => _keys = new WorkerKeys(value);
    }

    public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events)
    {
        if (payload.IsEmpty) events.RejectMessage(MessageReason.Empty);
        else if (_shapes is null || !_shapes.TryRead(payload, events, _keys)) ReadInFull(payload, events);
    }

    public void Forget() => _keys.Forget();

    public void Expect(int workers) => _keys.Capacity = 2 * Math.Min(workers, 100_000);

    private void ReadInFull(ReadOnlySpan<byte> payload, EventWriter events)
    {
        _lesson = _shapes?.Prepare(payload);
        _structure = 0;
        if (!TryReply(payload, events)) events.RejectMessage(MessageReason.Malformed);
        else if (_lesson is not null) _shapes?.Learn(payload, _lesson.Report, _structure);
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
                if (!isEndpoints) JsonFields.Skip(ref json, _lesson);
                else if (json.TokenType == JsonTokenType.Null) json.Skip();
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
            _lesson?.Refuse();
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
            // Of the two only what stands inside data may mean nothing.
            var isFree = name < 0 || (name == 1 && json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray);
            JsonFields.Skip(ref json, isFree ? _lesson : null);
        }

        if (subject.TokenType == JsonTokenType.String) Take(subject, ref data, events);
        if (_lesson is not null) _lesson.Report++;
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
        Note(subject, text, worker);
        if (worker is { } living) events.Beat(_keys.Of(living, default));
        if (told == StatsEndpoint.Asked && data.TokenType is not (JsonTokenType.None or JsonTokenType.Null)) ReadData(worker, ref data, events);
    }

    // The id is a hole in the shape; everything before it is fixed and identifies the endpoint.
    private void Note(in Utf8JsonReader subject, ReadOnlySpan<byte> text, KeyNumber? worker)
    {
        if (_lesson is null) return;
        if (worker is null || subject.ValueIsEscaped || _subjects.EndsLikeAnId) _lesson.Refuse();
        else if (StatsSubjects.IdAt(text) is var id and >= 0) _lesson.Note((int)subject.TokenStartIndex + 1 + id, Hole.HexWorker);
        _structure = StatsShapes.WithBeat(_structure, _lesson.Report);
    }

    private void ReadData(KeyNumber? worker, ref Utf8JsonReader data, EventWriter events)
    {
        var report = new WorkerReport { Worker = worker, Lesson = _lesson };
        if (_lesson is not null) _structure = StatsShapes.WithData(_structure, _lesson.Report);
        if (worker is null) report.Note(EventReason.BadKey);
        if (data.TokenType == JsonTokenType.StartObject) EngineMetrics.Read(ref data, ref report);
        else report.Note(EventReason.Malformed);

        if (report.Reason != EventReason.None) _lesson?.Refuse();
        Finish(ref report, events, _keys);
    }

    /// <summary>Adds one worker's report, unless the worker has not reported yet.</summary>
    internal static void Finish(ref WorkerReport report, EventWriter events, WorkerKeys keys)
    {
        var hasNotReported = report.Values[EngineMetrics.TotalSlots] == 0 && report.Values[EngineMetrics.TotalBlocks] == 0;
        if (report.Reason != EventReason.None || !hasNotReported) report.AddTo(events, keys, EngineMetrics.Counts);
    }
}
