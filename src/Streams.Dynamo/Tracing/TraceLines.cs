using System.Text.Json;
using Streams.Dynamo.Decoding;
using Streams.Dynamo.Naming;
using Streams.Replaying;

namespace Streams.Dynamo.Tracing;

/// <summary>The lines of Dynamo's trace files: forward passes, requests, and, where it is known when their recorder began, KV events (D10).</summary>
/// <remarks>A line is <c>{"timestamp":…,"event":…}</c>; the time of a trace's row stands in the row. What may hold a prompt is passed over.</remarks>
/// <param name="start">When KV recorders were started, whose lines count from there; null where nobody says.</param>
/// <param name="warn">Called once with each thing that is not shown, one line.</param>
internal sealed class TraceLines(DateTimeOffset? start, Action<string> warn) : ILineFormat
{
    internal const string Passes = "passes";
    internal const string Requests = "requests";
    internal const string KvEvents = "kv-events";

    private static readonly FieldNames Names = new("timestamp", "event");
    private static readonly FieldNames Fields = new("schema", "source", "capture_mode", "observed_at_unix_ms", "event_type", "event_time_unix_ms", "payload");
    private static readonly FieldNames Places = new("namespace", "component");

    private readonly HashSet<string> _told = [];
    private readonly Dictionary<(string Namespace, string Component), string> _subjects = [];

    public LineVerdict Read(ReadOnlySpan<byte> line, ref ImportedMessage message)
    {
        try
        {
            return ReadLine(line, ref message);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return LineVerdict.Wrong;
        }
    }

    private LineVerdict ReadLine(ReadOnlySpan<byte> line, ref ImportedMessage message)
    {
        var json = new Utf8JsonReader(line);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return LineVerdict.Wrong;
        long? timestamp = null;
        Row? row = null;
        var guess = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonFields.Name(json, Names, ref guess);
            json.Read();
            if (name == 0) timestamp = json.GetInt64();
            if (name == 1)
            {
                var from = (int)json.TokenStartIndex;
                if (json.TokenType == JsonTokenType.StartObject) row = ReadRow(ref json);
                else json.Skip();
                message.Payload = line[from..(int)json.BytesConsumed];
            }
            else json.Skip();
        }

        if (json.Read() || message.Payload.IsEmpty) return LineVerdict.Wrong;
        return row?.Schema switch
        {
            "dynamo.fpm.trace.v1" => Pass(row, ref message),
            "dynamo.request.trace.v1" => Request(row, ref message),
            null => KvEvent(timestamp, ref message),
            _ => LineVerdict.Other,
        };
    }

    private LineVerdict Pass(Row row, ref ImportedMessage message)
    {
        if (row.ObservedAt is not { } at) return LineVerdict.Wrong;
        if (row.Mode == "sampled") Tell("passes are sampled: what they show of an instant is shown, and sums of them (tokens, rates, reuse) are not in them");
        message.At = DateTimeOffset.FromUnixTimeMilliseconds(at);
        message.Source = Passes;
        var place = (row.Namespace ?? NamespacePattern.Default, row.Component ?? ComponentNames.Default);
        if (!_subjects.TryGetValue(place, out var subject))
        {
            _subjects.Add(place, subject = DynamoSubjects.OfComponent(place.Item1, place.Item2, DynamoSubjects.ForwardPassTopic));
        }

        message.Subject = subject;
        return LineVerdict.Message;
    }

    private LineVerdict Request(Row row, ref ImportedMessage message)
    {
        if (row.Event?.StartsWith("tool_", StringComparison.Ordinal) == true) return LineVerdict.Other;
        if (row.Event != "request_end" || row.HasPayload)
        {
            Tell("rows that may hold prompts are passed over");
            return LineVerdict.Other;
        }

        if (row.EventAt is not { } at) return LineVerdict.Wrong;
        message.At = DateTimeOffset.FromUnixTimeMilliseconds(at);
        message.Source = Requests;
        message.Subject = DynamoSubjects.Requests;
        return LineVerdict.Message;
    }

    private LineVerdict KvEvent(long? timestamp, ref ImportedMessage message)
    {
        if (timestamp is not { } elapsed) return LineVerdict.Wrong;
        if (start is not { } began)
        {
            Tell("lines of a KV recorder hold no time: --start says when it was started; they are passed over");
            return LineVerdict.Other;
        }

        message.At = began.AddMilliseconds(elapsed);
        message.Source = KvEvents;
        message.Subject = "";
        return LineVerdict.Message;
    }

    private void Tell(string what)
    {
        if (_told.Add(what)) warn(what);
    }

    private static Row ReadRow(ref Utf8JsonReader json)
    {
        var row = new Row();
        var guess = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonFields.Name(json, Fields, ref guess);
            json.Read();
            switch (name)
            {
                case 0:
                    row.Schema = json.GetString();
                    break;
                case 1 when json.TokenType == JsonTokenType.StartObject:
                    ReadPlace(ref json, row);
                    break;
                case 2:
                    row.Mode = json.GetString();
                    break;
                case 3:
                    row.ObservedAt = json.GetInt64();
                    break;
                case 4:
                    row.Event = json.GetString();
                    break;
                case 5:
                    row.EventAt = json.GetInt64();
                    break;
                case 6:
                    row.HasPayload |= json.TokenType != JsonTokenType.Null;
                    break;
            }

            json.Skip();
        }

        return row;
    }

    private static void ReadPlace(ref Utf8JsonReader json, Row row)
    {
        var guess = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonFields.Name(json, Places, ref guess);
            json.Read();
            if (name == 0) row.Namespace = json.GetString();
            else if (name == 1) row.Component = json.GetString();
            json.Skip();
        }
    }

    /// <summary>What a row says of itself.</summary>
    private sealed class Row
    {
        internal string? Schema { get; set; }

        internal string? Namespace { get; set; }

        internal string? Component { get; set; }

        internal string? Mode { get; set; }

        internal long? ObservedAt { get; set; }

        internal string? Event { get; set; }

        internal long? EventAt { get; set; }

        internal bool HasPayload { get; set; }
    }
}
