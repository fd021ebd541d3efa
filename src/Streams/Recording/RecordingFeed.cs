using Streams.Lane;

namespace Streams.Recording;

/// <summary>Reads the files of a recording into a lane's queue: decoded, in their order, as fast as the lane takes them or as the clock lets.</summary>
internal sealed class RecordingFeed
{
    private readonly ReplayOptions _options;
    private readonly LaneQueue _queue;
    private readonly SourceNames _names;
    private readonly StampTime _time = new();
    private readonly Pace? _pace;
    private SourceInput? _open;
    private long _position;

    internal RecordingFeed(PipelineDefinition pipeline, ReplayOptions options, LaneQueue queue, LaneListener listener)
    {
        _options = options;
        _queue = queue;
        _names = new SourceNames(pipeline, options.Sources);
        _pace = options.Speed is { } speed ? new Pace(speed, options.Time, queue.Cancel) : null;
        Inputs = [.. pipeline.Sources.Select((source, i) => new SourceInput(source, i, queue, _time, listener, pipeline.MaxWorkers) { IsUp = true })];
    }

    internal IReadOnlyList<SourceInput> Inputs { get; }

    /// <summary>Bytes read so far. Safe from any thread.</summary>
    internal long Position => Volatile.Read(ref _position);

    /// <summary>Reads everything, and ends the queue, with the exception if there is one.</summary>
    internal void Run()
    {
        try
        {
            foreach (var file in _options.Files) ReadFile(file);
            _queue.Complete(null);
        }
        catch (Exception broken)
        {
            // Whoever takes from the queue gets it.
            _queue.Complete(broken);
        }
    }

    private void ReadFile(string file)
    {
        using var reader = new RecordingReader(file, _options.Warn);
        var before = _position;
        while (reader.Read(out var payload))
        {
            var line = reader.Line;
            var at = new DateTimeOffset(line.Ticks, TimeSpan.Zero);
            if (line.Kind == RecordKind.Message) Pass(reader, at, payload);
            else PostMark(new SegmentMark(at, line.Kind == RecordKind.Header ? line.Header : null, $"{reader.Name}:{reader.LineNumber}"));
            Volatile.Write(ref _position, before + reader.Position);
        }

        Flush();
    }

    private void Pass(RecordingReader reader, DateTimeOffset stamp, ReadOnlySpan<byte> payload)
    {
        var source = _names.IndexOf(reader);
        if (source < 0) return;
        // One queue keeps the order among sources only if what was read before is in it.
        if (_open != Inputs[source] || _pace?.IsAhead(stamp) is true) Flush();
        _pace?.WaitFor(stamp);
        _open = Inputs[source];
        _time.Now = stamp;
        _open.Receive(reader.Line.Subject, payload);
    }

    private void PostMark(SegmentMark mark)
    {
        Flush();
        if (mark.Begins is { Part: 1 }) _pace?.Begin(mark.At);
        var batch = _queue.Rent(0, 0);
        batch.Mark = mark;
        _queue.TryPost(batch);
    }

    private void Flush()
    {
        _open?.Flush();
        _open = null;
    }

    /// <summary>What the sources take for the wall clock: the stamp of the line in hand.</summary>
    private sealed class StampTime : TimeProvider
    {
        internal DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
