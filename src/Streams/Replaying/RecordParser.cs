using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Streams.Json;
using Streams.Recording;

namespace Streams.Replaying;

/// <summary>Reads the lines of a recording: those that this program wrote by their shape, checked byte for byte, and all others as JSON.</summary>
internal sealed class RecordParser
{
    private const int LongestPlainSubject = 512;

    private static ReadOnlySpan<byte> Data => "\"data\":"u8;

    private readonly RecordStamp _stamp = new();
    private readonly List<RecordedSource> _sources = [];
    private RecordedSource? _last;
    private byte[] _decoded = new byte[256];

    /// <summary>Reads a line; what is wrong with it, else.</summary>
    internal bool TryParse(ReadOnlySpan<byte> line, out Record record, [NotNullWhen(false)] out string? mistake)
    {
        mistake = null;
        return TryShape(line, out record) || TryJson(line, out record, out mistake);
    }

    /// <summary>The source of a name.</summary>
    internal RecordedSource SourceOf(string name)
    {
        foreach (var source in _sources)
        {
            if (source.Name == name) return source;
        }

        var added = new RecordedSource(name, _sources.Count);
        _sources.Add(added);
        return added;
    }

    private bool TryShape(ReadOnlySpan<byte> line, out Record record)
    {
        record = default;
        var start = RecordLine.AtStart.Length;
        if (line.Length < start + RecordStamp.Length || !line.StartsWith(RecordLine.AtStart) || !_stamp.TryReadFull(line.Slice(start, RecordStamp.Length), out record.At)) return false;
        var rest = line[(start + RecordStamp.Length)..];
        if (!TrySource(rest, out record.Source)) return false;
        rest = rest[record.Source.Start.Length..];
        if (!rest.StartsWith(record.Source.LastSubjectText))
        {
            var end = rest.IndexOf((byte)'"');
            if (end is < 0 or > LongestPlainSubject || rest[..end].ContainsAnyExceptInRange((byte)' ', (byte)'~') || rest[..end].Contains((byte)'\\')) return false;
            record.Source.Remember(rest[..end]);
            if (!rest.StartsWith(record.Source.LastSubjectText)) return false;
        }

        record.Subject = record.Source.LastSubject;
        rest = rest[record.Source.LastSubjectText.Length..];
        if (!rest.StartsWith(Data) || !rest.EndsWith("}"u8)) return false;
        record.Payload = rest[Data.Length..^1];
        return record.Source.Json.IsOneLineValue(record.Payload);
    }

    private bool TrySource(ReadOnlySpan<byte> rest, [NotNullWhen(true)] out RecordedSource? source)
    {
        source = _last;
        if (source is not null && rest.StartsWith(source.Start)) return true;
        foreach (var other in _sources)
        {
            if (!rest.StartsWith(other.Start)) continue;
            _last = source = other;
            return true;
        }

        return false;
    }

    private bool TryJson(ReadOnlySpan<byte> line, out Record record, [NotNullWhen(false)] out string? mistake)
    {
        record = default;
        var draft = new RecordDraft();
        try
        {
            var json = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = JsonText.MaxDepth + 4 });
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                mistake = "no JSON object; every line of a recording is one";
                return false;
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName) draft.Read(ref json, line);
            if (json.Read()) draft.Mistake ??= "more than one JSON object; a recording has one a line";
        }
        catch (JsonException broken)
        {
            mistake = "no JSON: " + broken.Message.Split(" LineNumber:")[0].TrimEnd('.') + "; a recording has one JSON object a line";
            return false;
        }
        catch (InvalidOperationException)
        {
            mistake = "a text is no valid Unicode; a recording is UTF-8";
            return false;
        }

        if (draft.Version is not null) record.Kind = RecordKind.Header;
        mistake = draft.Mistake ?? Finish(draft, ref record);
        return mistake is null;
    }

    private string? Finish(RecordDraft draft, ref Record record)
    {
        if (draft.Version is not null) return draft.TryHeader(out record.Header);

        if (draft.End is { } end)
        {
            record.Kind = RecordKind.Trailer;
            record.At = end.UtcTicks;
            return null;
        }

        if (draft.At is not { } at) return "no \"at\"; a record has the stamp of its message";
        record.At = at.UtcTicks;
        if (draft.Source is null) return "no \"source\"; a record names the source of its message";
        if (draft.Data.IsEmpty == draft.Base64 is null) return "a record has its payload in one of \"data\" and \"base64\"";
        record.Source = SourceOf(draft.Source);
        record.Subject = draft.Subject ?? "";
        record.Payload = draft.Data;
        record.Headers = draft.Headers;
        return draft.Base64 is null || TryDecode(draft.Base64, out record.Payload) ? null : "\"base64\" is not base64";
    }

    private bool TryDecode(string base64, out ReadOnlySpan<byte> payload)
    {
        if (_decoded.Length < base64.Length) _decoded = new byte[base64.Length];
        var read = Convert.TryFromBase64String(base64, _decoded, out var written);
        payload = _decoded.AsSpan(0, written);
        return read;
    }
}
