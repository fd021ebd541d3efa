using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Streams.Json;
using Streams.Recording;

namespace Streams.Replaying;

/// <summary>Reads a line of a recording as any JSON object: its names in any order, of a name that stands there twice the last, unknown ones ignored.</summary>
internal sealed class RecordObject(Func<string, RecordedSource> sourceOf)
{
    private readonly PointerWalker _walker = new([.. Enum.GetNames<Name>().Select(name => JsonPointer.Parse("/" + Label(name))!)]);
    private readonly JsonValue[] _found = new JsonValue[Enum.GetValues<Name>().Length];
    private byte[] _decoded = new byte[256];
    private string? _mistake;

    private enum Name
    {
        At,
        Source,
        Subject,
        Data,
        Base64,
        Headers,
        End,
        Streams,
        Started,
        Pipeline,
        Parameters,
        Part,
        Until,
    }

    /// <summary>Reads a line; otherwise returns what is wrong with it.</summary>
    internal bool TryRead(ReadOnlySpan<byte> line, out Record record, [NotNullWhen(false)] out string? mistake)
    {
        record = default;
        if (!_walker.TryWalk(line, _found, out var broken))
        {
            mistake = broken is null ? "no JSON object; every line of a recording is one" : $"no JSON: {broken}; a recording has one JSON object a line";
            return false;
        }

        _mistake = null;
        if (Has(Name.Streams)) ReadHeader(line, ref record);
        else if (Has(Name.End)) ReadTrailer(line, ref record);
        else if (Has(Name.Until)) ReadStall(line, ref record);
        else ReadMessage(line, ref record);
        mistake = _mistake;
        return mistake is null;
    }

    /// <summary>Reads base64 into a buffer that is valid until the next call.</summary>
    internal bool TryDecode(ReadOnlySpan<byte> base64, out ReadOnlySpan<byte> payload)
    {
        if (_decoded.Length < base64.Length) _decoded = new byte[base64.Length];
        var status = Base64.DecodeFromUtf8(base64, _decoded, out _, out var written);
        payload = _decoded.AsSpan(0, written);
        return status == OperationStatus.Done;
    }

    private void ReadHeader(ReadOnlySpan<byte> line, ref Record record)
    {
        record.Kind = RecordKind.Header;
        var version = Number(line, Name.Streams);
        if (version is not (null or RecordingHeader.Version))
        {
            Wrong($"the recording is of version {version}; this program reads version {RecordingHeader.Version}");
        }

        if (!Has(Name.Started)) Wrong("the header has no \"started\", the instant at which the recording begins");
        var started = Instant(line, Name.Started);
        var part = Has(Name.Part) ? Number(line, Name.Part) : 1;
        var (pipeline, parameters) = (Text(line, Name.Pipeline) ?? "", Parameters(line));
        record.Header = new RecordingHeader(new DateTimeOffset(started, TimeSpan.Zero), pipeline, parameters, (int)Math.Clamp(part ?? 1, 1, int.MaxValue));
    }

    private void ReadTrailer(ReadOnlySpan<byte> line, ref Record record)
    {
        record.Kind = RecordKind.Trailer;
        record.At = Instant(line, Name.End);
    }

    private void ReadStall(ReadOnlySpan<byte> line, ref Record record)
    {
        record.Kind = RecordKind.Stall;
        ReadStamp(line, ref record);
        record.Until = Instant(line, Name.Until);
        if (record.Until <= record.At) Wrong("\"until\" is not after \"at\"; a lane was absent from the one to the other");
    }

    private void ReadStamp(ReadOnlySpan<byte> line, ref Record record)
    {
        if (!Has(Name.At)) Wrong("no \"at\"; a record has the stamp of its message");
        record.At = Instant(line, Name.At);
    }

    private void ReadMessage(ReadOnlySpan<byte> line, ref Record record)
    {
        ReadStamp(line, ref record);
        if (!Has(Name.Source)) Wrong("no \"source\"; a record names the source of its message");
        if (Text(line, Name.Source) is { } source) record.Source = sourceOf(source);
        record.Subject = Text(line, Name.Subject) ?? "";
        if (Has(Name.Headers)) record.Headers = _found[(int)Name.Headers].Written(line);
        if (Has(Name.Data) == Has(Name.Base64)) Wrong("a record has its payload in one of \"data\" and \"base64\"");
        else if (Has(Name.Data)) record.Payload = _found[(int)Name.Data].Written(line);
        else if (Text(line, Name.Base64) is { } text && !TryDecode(Encoding.UTF8.GetBytes(text), out record.Payload)) Wrong("\"base64\" is not base64");
    }

    private Dictionary<string, string> Parameters(ReadOnlySpan<byte> line)
    {
        var parameters = new Dictionary<string, string>();
        if (!Has(Name.Parameters)) return parameters;
        var json = new Utf8JsonReader(_found[(int)Name.Parameters].Written(line));
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject) Wrong("\"parameters\" is no object");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = Unescaped(json);
            json.Read();
            if (name is null || Unescaped(json) is not { } value) Wrong("\"parameters\" is no object of texts");
            else parameters[name] = value;
            json.Skip();
        }

        return parameters;
    }

    private bool Has(Name name) => _found[(int)name].Type != JsonTokenType.None;

    private string? Text(ReadOnlySpan<byte> line, Name name)
    {
        if (!Has(name)) return null;
        var json = new Utf8JsonReader(_found[(int)name].Written(line));
        json.Read();
        var text = Unescaped(json);
        if (text is not null) return text;
        Wrong(json.TokenType == JsonTokenType.String ? "a text is no valid Unicode; a recording is UTF-8" : $"\"{Label(name.ToString())}\" is no text");
        return null;
    }

    private static string? Unescaped(in Utf8JsonReader json)
    {
        try
        {
            return json.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? json.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // What GetString says of a lone surrogate and of bytes that are not UTF-8.
            return null;
        }
    }

    private long? Number(ReadOnlySpan<byte> line, Name name)
    {
        ref readonly var value = ref _found[(int)name];
        if (value.Type == JsonTokenType.Number && Utf8Parser.TryParse(value.Written(line), out long number, out var read) && read == value.Length)
        {
            return number;
        }
        Wrong($"\"{Label(name.ToString())}\" is no whole number");
        return null;
    }

    private long Instant(ReadOnlySpan<byte> line, Name name)
    {
        if (JsonTimes.TryRead(_found[(int)name], line, JsonTimeForm.Rfc3339, out var ticks)) return ticks;
        Wrong($"\"{Label(name.ToString())}\" is no instant of RFC 3339, such as 2026-11-24T03:00:00.1234567Z");
        return 0;
    }

    /// <summary>Notes a mistake; the first one stands.</summary>
    private void Wrong(string mistake) => _mistake ??= mistake;

    private static string Label(string name) => name.ToLowerInvariant();
}
