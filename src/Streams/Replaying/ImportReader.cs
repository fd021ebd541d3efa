using Streams.Recording;

namespace Streams.Replaying;

/// <summary>Imports NDJSON as the messages of one source, sorted by time within a bound.</summary>
internal sealed class ImportReader : RecordReader
{
    /// <summary>What the bound may hold.</summary>
    private const long MaxWaitingBytes = 256 << 20;

    private readonly ImportFormat _format;
    private readonly ImportParser _parser;
    private readonly RecordedSource _source;
    private readonly LineFiles _files;
    private readonly PriorityQueue<(long At, byte[] Payload, int Length), (long At, long Order)> _waiting = new();
    private readonly Stack<byte[]> _free = new();
    private long _waitingBytes;
    private long _order;
    private long _latest;
    private long _taken;
    private long _last;
    private byte[]? _inHand;
    private bool _hasBegun;
    private bool _hasEnded;

    internal ImportReader(IReadOnlyList<string> paths, ImportFormat format)
    {
        _format = format;
        _parser = new ImportParser(format);
        _source = new RecordedSource(format.Source, 0);
        _files = new LineFiles(paths);
    }

    internal override long? TotalBytes => _files.TotalBytes;

    internal override long ReadBytes => _files.ReadBytes;

    public override void Dispose() => _files.Dispose();

    internal override bool TryRead(out Record record)
    {
        record = default;
        if (_inHand is not null) _free.Push(_inHand);
        _inHand = null;
        while (!IsDue() && TryLine())
        {
        }

        if (!_hasBegun)
        {
            if (_waiting.Count == 0) throw new RecordingException("there is no line in what is to be replayed");
            _hasBegun = true;
            _last = _waiting.Peek().At;
            var header = new RecordingHeader(new DateTimeOffset(_last, TimeSpan.Zero), "", new Dictionary<string, string>());
            record = new Record { Kind = RecordKind.Header, Header = header };
            return true;
        }

        if (_waiting.TryDequeue(out var next, out _))
        {
            _taken = next.At;
            _waitingBytes -= next.Payload.Length;
            _inHand = next.Payload;
            // Stamps increase, whether times do or not.
            _last = Math.Max(next.At, _last + 1);
            if (_last > DateTimeOffset.MaxValue.UtcTicks)
            {
                throw new RecordingException("the times of the lines end with the year 9999; no stamp is left for the last one");
            }
            record = new Record { At = _last, Source = _source, Subject = "", Payload = next.Payload.AsSpan(0, next.Length) };
            return true;
        }

        if (_hasEnded) return false;
        _hasEnded = true;
        record = new Record { Kind = RecordKind.Trailer, At = _last };
        return true;
    }

    /// <summary>Whether no line that is still to come may be before the first that waits.</summary>
    private bool IsDue() => _waiting.TryPeek(out var first, out _) && _latest - first.At > _format.SortWithin.Ticks;

    private bool TryLine()
    {
        if (!_files.TryRead(out var line)) return false;
        // Dynamo's own replay passes over them.
        if (line.IsEmpty && _parser.IsDynamos) return true;
        if (!_parser.TryParse(line, out var at, out var payload, out var mistake)) throw _files.Current!.Wrong(mistake);
        if (at < _taken || at < _latest - _format.SortWithin.Ticks)
        {
            throw _files.Current!.Wrong($"the time is {new TimeSpan(_latest - at).TotalSeconds} s before one above it; "
                + $"--sort-within {Math.Ceiling(new TimeSpan(_latest - at).TotalSeconds)}s would sort it");
        }

        _latest = Math.Max(_latest, at);
        if (!_free.TryPop(out var copy) || copy.Length < payload.Length) copy = new byte[Math.Max(256, payload.Length)];
        payload.CopyTo(copy);
        _waitingBytes += copy.Length;
        if (_waitingBytes > MaxWaitingBytes)
        {
            throw _files.Current!.Wrong("the lines that --sort-within holds back are more than 256 MiB; a shorter time is needed");
        }
        _waiting.Enqueue((at, copy, payload.Length), (at, _order++));
        return true;
    }
}
