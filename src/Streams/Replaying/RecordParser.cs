using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Streams.Recording;

namespace Streams.Replaying;

/// <summary>Reads the lines of a recording: those that this program wrote by their shape, checked byte for byte, and all others as JSON.</summary>
internal sealed class RecordParser
{
    private const int LongestPlainSubject = 512;

    private static readonly SearchValues<byte> Plain =
        SearchValues.Create([.. Enumerable.Range(' ', 0x7f - ' ').Where(c => c is not ('"' or '\\')).Select(c => (byte)c)]);

    private readonly RecordStamp _stamp = new();
    private readonly List<RecordedSource> _sources = [];
    private readonly RecordObject _object;
    private RecordedSource? _last;

    internal RecordParser() => _object = new RecordObject(SourceOf);

    private static ReadOnlySpan<byte> Data => "\",\"data\":"u8;

    private static ReadOnlySpan<byte> Base64Data => "\",\"base64\":\""u8;

    /// <summary>Reads a line; otherwise returns what is wrong with it.</summary>
    internal bool TryParse(ReadOnlySpan<byte> line, out Record record, [NotNullWhen(false)] out string? mistake)
    {
        mistake = null;
        return TryShape(line, out record) || _object.TryRead(line, out record, out mistake);
    }

    private bool TryShape(ReadOnlySpan<byte> line, out Record record)
    {
        record = default;
        var start = RecordLine.AtStart.Length;
        if (line.Length < start + RecordStamp.Length || !line.StartsWith(RecordLine.AtStart)) return false;
        if (!_stamp.TryReadFull(line.Slice(start, RecordStamp.Length), out record.At)) return false;
        var rest = line[(start + RecordStamp.Length)..];
        if (!TrySource(rest, out record.Source)) return false;
        rest = rest[record.Source.Start.Length..];
        var end = rest[..Math.Min(rest.Length, LongestPlainSubject + 1)].IndexOfAnyExcept(Plain);
        if (end < 0) return false;
        record.Subject = record.Source.SubjectOf(rest[..end]);
        rest = rest[end..];
        if (rest.StartsWith(Data) && rest.EndsWith("}"u8))
        {
            record.Payload = rest[Data.Length..^1];
            return record.Source.Json.IsOneLineValue(record.Payload);
        }

        if (!rest.StartsWith(Base64Data) || !rest.EndsWith("\"}"u8) || rest.Length < Base64Data.Length + 2) return false;
        return _object.TryDecode(rest[Base64Data.Length..^2], out record.Payload);
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

    private RecordedSource SourceOf(string name)
    {
        foreach (var source in _sources)
        {
            if (source.Name == name) return source;
        }

        var added = new RecordedSource(name, _sources.Count);
        _sources.Add(added);
        return added;
    }
}
