using System.Text.Json;

namespace Streams.Recording;

/// <summary>What a line's JSON object has said so far; keys that it does not know are ignored.</summary>
internal ref struct RecordDraft
{
    internal long? Version;
    internal DateTimeOffset? At;
    internal DateTimeOffset? End;
    internal string? Source;
    internal string? Subject;
    internal string? Base64;
    internal ReadOnlySpan<byte> Data;
    internal ReadOnlySpan<byte> Headers;

    /// <summary>The first thing that is wrong.</summary>
    internal string? Mistake;

    private DateTimeOffset? _started;
    private string? _pipeline;
    private long? _part;
    private Dictionary<string, string>? _parameters;

    /// <summary>Reads the property that the reader stands on.</summary>
    internal void Read(ref Utf8JsonReader json, ReadOnlySpan<byte> line)
    {
        if (json.ValueTextEquals("at"u8)) At = Instant(ref json, "at");
        else if (json.ValueTextEquals("source"u8)) Source = Text(ref json, "source");
        else if (json.ValueTextEquals("subject"u8)) Subject = Text(ref json, "subject");
        else if (json.ValueTextEquals("base64"u8)) Base64 = Text(ref json, "base64");
        else if (json.ValueTextEquals("data"u8)) Data = Value(ref json, line);
        else if (json.ValueTextEquals("headers"u8)) Headers = Value(ref json, line);
        else if (json.ValueTextEquals("end"u8)) End = Instant(ref json, "end");
        else if (json.ValueTextEquals("streams"u8)) Version = Number(ref json, "streams");
        else if (json.ValueTextEquals("started"u8)) _started = Instant(ref json, "started");
        else if (json.ValueTextEquals("pipeline"u8)) _pipeline = Text(ref json, "pipeline");
        else if (json.ValueTextEquals("part"u8)) _part = Number(ref json, "part");
        else if (json.ValueTextEquals("parameters"u8)) ReadParameters(ref json);
        else json.Skip();
    }

    /// <summary>The header that the line is; what is wrong with it, else.</summary>
    internal readonly string? TryHeader(out RecordingHeader? header)
    {
        header = null;
        if (Version != RecordingHeader.Version) return $"the recording is of version {Version}; this program reads version {RecordingHeader.Version}";
        if (_started is not { } started) return "the header has no \"started\", the instant at which the recording begins";
        header = new RecordingHeader(started, _pipeline ?? "", _parameters ?? [], (int)Math.Clamp(_part ?? 1, 1, int.MaxValue));
        return null;
    }

    private static ReadOnlySpan<byte> Value(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> line)
    {
        json.Read();
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return line[start..(int)json.BytesConsumed];
    }

    private void ReadParameters(ref Utf8JsonReader json)
    {
        json.Read();
        _parameters = [];
        if (json.TokenType != JsonTokenType.StartObject)
        {
            Mistake ??= "\"parameters\" is no object";
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            if (Text(ref json, "parameters") is { } value) _parameters[name] = value;
        }
    }

    private string? Text(ref Utf8JsonReader json, string name)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String) return json.GetString();
        json.Skip();
        Mistake ??= $"\"{name}\" is no text";
        return null;
    }

    private long? Number(ref Utf8JsonReader json, string name)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number)) return number;
        json.Skip();
        Mistake ??= $"\"{name}\" is no whole number";
        return null;
    }

    private DateTimeOffset? Instant(ref Utf8JsonReader json, string name)
    {
        var text = Text(ref json, name);
        if (text is not null && RecordStamp.TryParse(text, out var at)) return at;
        Mistake ??= $"\"{name}\" is no instant of RFC 3339, such as 2026-11-24T03:00:00.1234567Z";
        return null;
    }
}
