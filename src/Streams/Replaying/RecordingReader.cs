using Streams.Recording;

namespace Streams.Replaying;

/// <summary>Reads recordings: files of this program's format, in the order in which they are given.</summary>
internal sealed class RecordingReader : RecordReader
{
    private readonly LineFiles _files;
    private readonly RecordParser _parser = new();
    private RecordingHeader? _segment;
    private RecordingHeader? _pending;
    private long _last;
    private bool _hasEnd;
    private string _lastName = "";

    internal RecordingReader(IReadOnlyList<string> paths) => _files = new LineFiles(paths) { Ended = EndFile };

    internal override long? TotalBytes => _files.TotalBytes;

    internal override long ReadBytes => _files.ReadBytes;

    private LineReader Lines => _files.Current!;

    public override void Dispose() => _files.Dispose();

    internal override bool TryRead(out Record record)
    {
        if (_pending is { } header)
        {
            _pending = null;
            return Begin(header, out record);
        }

        while (_files.TryRead(out var line))
        {
            if (!_parser.TryParse(line, out record, out var mistake))
            {
                if (Lines.Number == 1) mistake = record.Kind == RecordKind.Header ? mistake : NoHeader(line);
                // A process that is killed may leave half a line.
                if (Lines.IsWhole || Lines.Number == 1) throw Lines.Wrong(mistake);
                continue;
            }

            if (Lines.Number == 1 && record.Kind != RecordKind.Header) throw Lines.Wrong(NoHeader(line));
            switch (record.Kind)
            {
                case RecordKind.Header when Follows(record.Header!):
                    _hasEnd = false;
                    break;
                case RecordKind.Header when _segment is not null:
                    _pending = record.Header;
                    return End(out record);
                case RecordKind.Header:
                    return Begin(record.Header!, out record);
                case RecordKind.Trailer:
                    if (record.At < _last) throw Lines.Wrong("the end is before the last record");
                    _last = record.At;
                    _hasEnd = true;
                    break;
                default:
                    if (_hasEnd) throw Lines.Wrong("a record after the end; a header begins what follows");
                    if (record.At <= _last) throw Lines.Wrong("the stamp is not after the one before; stamps increase within a segment");
                    _last = record.At;
                    return true;
            }
        }

        if (_segment is not null) return End(out record);
        record = default;
        return false;
    }

    /// <summary>Whether a header is that of the next part of the segment in hand.</summary>
    private bool Follows(RecordingHeader header)
    {
        if (_segment is null || header.Part == 1 || header.PipelineName != _segment.PipelineName) return false;
        if (header.Part != _segment.Part + 1 || header.Started.UtcTicks < _last)
        {
            throw Lines.Wrong($"part {header.Part} of a recording after part {_segment.Part}; give every part, in order");
        }
        if (!_hasEnd) TellTorn(Lines.Name);
        _segment = header;
        return true;
    }

    private bool Begin(RecordingHeader header, out Record record)
    {
        if (header.Part > 1) Warned($"{Lines.Name}: part {header.Part} of a recording without the ones before: it begins without their state");
        _segment = header;
        _hasEnd = false;
        _last = header.Started.UtcTicks;
        record = new Record { Kind = RecordKind.Header, Header = header };
        return true;
    }

    private bool End(out Record record)
    {
        if (!_hasEnd) TellTorn(_files.Current?.Name);
        _segment = null;
        record = new Record { Kind = RecordKind.Trailer, At = _last };
        return true;
    }

    private void TellTorn(string? name) =>
        Warned($"{name ?? _lastName}: no trailer: the recording is torn, "
            + $"and ends with its last record, {RecordStamp.Format(new DateTimeOffset(_last, TimeSpan.Zero))}");

    private void EndFile(LineReader file)
    {
        if (file.Number == 0) throw file.Wrong("the file is empty; a recording begins with a header");
        _lastName = $"{file.Name}:{file.Number}";
    }

    private static string NoHeader(ReadOnlySpan<byte> line) => line.StartsWith("{\"timestamp\":"u8)
        ? "no header of a recording; a file of Dynamo's recorder needs --source NAME"
        : "no header of a recording; plain NDJSON needs --time /pointer and --source NAME";
}
