using System.Text.Json;

namespace Streams.Recording;

/// <summary>The members of a line of a recording in whatever order, whatever else is there.</summary>
internal sealed class AnyRecord
{
    private readonly Dictionary<string, string> _parameters = [];

    /// <exception cref="JsonException">The line is no JSON object.</exception>
    /// <exception cref="InvalidOperationException">A member has another type.</exception>
    internal AnyRecord(ReadOnlySpan<byte> line)
    {
        var json = new Utf8JsonReader(line);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) throw new JsonException();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName) ReadMember(ref json);
        if (json.Read()) throw new JsonException();
    }

    internal int? Version { get; private set; }

    internal DateTimeOffset? Started { get; private set; }

    internal string Pipeline { get; private set; } = "";

    internal IReadOnlyDictionary<string, string> Parameters => _parameters;

    internal int Part { get; private set; } = 1;

    internal DateTimeOffset? End { get; private set; }

    internal DateTimeOffset? At { get; private set; }

    internal string? Source { get; private set; }

    internal string? Subject { get; private set; }

    /// <summary>Where the payload stands in the line.</summary>
    internal Range? Data { get; private set; }

    /// <summary>Where the payload's base64 stands in the line.</summary>
    internal Range? Base64 { get; private set; }

    private void ReadMember(ref Utf8JsonReader json)
    {
        var name = json.GetString();
        json.Read();
        switch (name)
        {
            case "streams": Version = json.GetInt32(); break;
            case "started": Started = Time(ref json); break;
            case "pipeline": Pipeline = json.GetString() ?? ""; break;
            case "parameters": ReadParameters(ref json); break;
            case "part": Part = json.GetInt32(); break;
            case "end": End = Time(ref json); break;
            case "at": At = Time(ref json); break;
            case "source": Source = json.GetString(); break;
            case "subject": Subject = json.GetString(); break;
            case "data": Data = Value(ref json); break;
            case "base64": Base64 = Text(ref json); break;
            default: json.Skip(); break;
        }
    }

    private void ReadParameters(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            _parameters[name] = json.GetString() ?? "";
        }
    }

    private static DateTimeOffset? Time(ref Utf8JsonReader json) => json.TryGetDateTimeOffset(out var time) ? time : null;

    private static Range Value(ref Utf8JsonReader json)
    {
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return start..(int)json.BytesConsumed;
    }

    private static Range Text(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.String) throw new JsonException();
        return ((int)json.TokenStartIndex + 1)..((int)json.BytesConsumed - 1);
    }
}
