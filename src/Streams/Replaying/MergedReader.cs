using Streams.Recording;

namespace Streams.Replaying;

/// <summary>Reads the files of several writers as one recording, merged by the times of their lines.</summary>
/// <remarks>
/// A writer's lines come in the order of their times but for a little, as of those that were busy at once; what is further out of order is taken when it is
/// read. Half a line at the end of a file is told and passed over, as is what cannot be read anywhere else.
/// </remarks>
internal sealed class MergedReader : RecordReader
{
    private static readonly long Within = TimeSpan.FromSeconds(1).Ticks;

    private readonly ILineFormat _format;
    private readonly LineFiles[] _writers;
    private readonly PriorityQueue<Line, (long At, long Order)> _waiting = new();
    private readonly PriorityQueue<int, long> _heads = new();
    private readonly Dictionary<string, RecordedSource> _sources = [];
    private bool _hasBegun;
    private bool _hasHeader;
    private bool _hasEnded;
    private long _order;
    private long _last;

    /// <summary>Prepares to read files; each writer's in their order.</summary>
    internal MergedReader(IReadOnlyList<IReadOnlyList<string>> writers, ILineFormat format)
    {
        _format = format;
        _writers = [.. writers.Select(files => new LineFiles(files))];
    }

    internal override long? TotalBytes => _writers.Any(writer => writer.TotalBytes is null) ? null : _writers.Sum(writer => writer.TotalBytes);

    internal override long ReadBytes => _writers.Sum(writer => writer.ReadBytes);

    public override void Dispose()
    {
        foreach (var writer in _writers) writer.Dispose();
    }

    internal override bool TryRead(out Record record)
    {
        record = default;
        if (!_hasBegun)
        {
            _hasBegun = true;
            for (var writer = 0; writer < _writers.Length; writer++) ReadOn(writer);
        }

        // A writer whose line is later than what waits, by more than lines are out of order, holds nothing that comes before it.
        while (_heads.TryPeek(out var writer, out var head) && !(_waiting.TryPeek(out var first, out _) && head - first.At > Within))
        {
            _heads.Dequeue();
            ReadOn(writer);
        }

        if (!_hasHeader)
        {
            if (_waiting.Count == 0) throw new RecordingException("there is no line in what is to be replayed");
            _hasHeader = true;
            _last = _waiting.Peek().At;
            record = new Record
            {
                Kind = RecordKind.Header,
                Header = new RecordingHeader(new DateTimeOffset(_last, TimeSpan.Zero), "", new Dictionary<string, string>()),
            };
            return true;
        }

        if (_waiting.TryDequeue(out var next, out _))
        {
            // Stamps increase, whether times do or not.
            _last = Math.Max(next.At, _last + 1);
            record = new Record { At = _last, Source = next.Source, Subject = next.Subject, Payload = next.Payload };
            return true;
        }

        if (_hasEnded) return false;
        _hasEnded = true;
        record = new Record { Kind = RecordKind.Trailer, At = _last };
        return true;
    }

    /// <summary>Takes a writer's next message; nothing where it has none.</summary>
    private void ReadOn(int writer)
    {
        var files = _writers[writer];
        while (files.TryRead(out var line))
        {
            var message = default(ImportedMessage);
            if (line.IsEmpty) continue;
            switch (_format.Read(line, ref message))
            {
                case LineVerdict.Message:
                    var at = message.At.UtcTicks;
                    _waiting.Enqueue(new Line(at, SourceOf(message.Source), message.Subject, message.Payload.ToArray()), (at, _order++));
                    _heads.Enqueue(writer, at);
                    return;
                case LineVerdict.Wrong:
                    var file = files.Current!;
                    Warned($"{file.Name}:{file.Number}: {(file.IsWhole ? "a line that cannot be read" : "the last line is torn")}; it is passed over");
                    break;
            }
        }
    }

    private RecordedSource SourceOf(string name)
    {
        if (!_sources.TryGetValue(name, out var source)) _sources.Add(name, source = new RecordedSource(name, _sources.Count));
        return source;
    }

    private readonly record struct Line(long At, RecordedSource Source, string Subject, byte[] Payload);
}
