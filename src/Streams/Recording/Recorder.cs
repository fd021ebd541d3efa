using System.Buffers;

namespace Streams.Recording;

/// <summary>Writes what a lane takes, in its order and with its stamps, behind a bounded buffer: the lane never waits for the disk.</summary>
/// <remarks>
/// The lane's thread appends, a task of its own writes and flushes every second. A recording with a hole would tell another story,
/// so the first failure (a full disk, a disk slower than the buffer lasts) ends it for good: it is told once, and what is not
/// recorded from then on is counted.
/// </remarks>
public sealed class Recorder : IAsyncDisposable
{
    private static readonly TimeSpan FlushEvery = TimeSpan.FromSeconds(1);

    private readonly RecorderOptions _options;
    private readonly RecordingFile _file;
    private readonly Action<Exception> _failed;
    private readonly Lock _gate = new();
    private readonly Queue<RecordChunk> _full = new();
    private readonly Stack<RecordChunk> _empty = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Dictionary<(string Source, string Subject), byte[]> _origins = [];
    private readonly ArrayBufferWriter<byte> _lines = new(1 << 16);
    private RecordChunk _chunk = new();
    private Task _writing = Task.CompletedTask;
    private DateTimeOffset? _end;
    private long _waiting;
    private long _lost;
    private volatile bool _isDown;

    /// <summary>Opens the file; the recording begins with the lane.</summary>
    /// <param name="pipeline">Whose messages they are.</param>
    /// <param name="options">The file.</param>
    /// <param name="time">When to rotate.</param>
    /// <param name="failed">Told once, from any thread, why the recording has ended.</param>
    /// <exception cref="RecordingException">The file exists, or cannot be written.</exception>
    public Recorder(PipelineDefinition pipeline, RecorderOptions options, TimeProvider time, Action<Exception> failed)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(failed);
        _options = options;
        _failed = failed;
        _file = new RecordingFile(options, new RecordingHeader(default, pipeline.Name, pipeline.Parameters), time);
    }

    /// <summary>Whether everything so far is recorded or on its way: <c>streams_recording_up</c>.</summary>
    public bool IsUp => !_isDown;

    /// <summary>Messages that are not in the recording because it had failed.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Writes what waits and the trailer, if the lane has ended, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _end ??= default(DateTimeOffset);
        _wake.Release();
        await _writing;
        _file.Dispose();
        _wake.Dispose();
    }

    /// <summary>The lane begins.</summary>
    internal void Begin(DateTimeOffset started)
    {
        _file.Begin(started);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>The lane takes a message.</summary>
    internal void Append(DateTimeOffset stamp, string source, string subject, ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            if (IsDropped(payload.Length)) return;
            _chunk.Add(stamp.UtcTicks, source, subject, payload);
            if (_chunk.IsFull) PassOn();
        }
    }

    /// <summary>The wall clock was set back and the lane begins anew (L7): a segment ends, another begins.</summary>
    internal void Reset(DateTimeOffset end, DateTimeOffset started)
    {
        lock (_gate)
        {
            if (!_isDown) _chunk.AddReset(end, started);
        }
    }

    /// <summary>The lane has ended.</summary>
    internal void End(DateTimeOffset end) => _end = end;

    private bool IsDropped(int bytes)
    {
        if (!_isDown && _waiting + bytes > _options.BufferBytes) Fail(new IOException($"the disk is slower than the messages: {_options.BufferBytes} bytes wait"));
        if (_isDown) Interlocked.Increment(ref _lost);
        else _waiting += bytes;
        return _isDown;
    }

    private void PassOn()
    {
        _full.Enqueue(_chunk);
        if (!_empty.TryPop(out _chunk!)) _chunk = new RecordChunk();
        _wake.Release();
    }

    private async Task WriteAsync()
    {
        var flushed = Environment.TickCount64;
        while (true)
        {
            await _wake.WaitAsync(FlushEvery);
            var ended = _end is not null;
            var isDue = ended || Environment.TickCount64 - flushed >= FlushEvery.TotalMilliseconds;
            try
            {
                while (Take(isDue) is { } chunk) Write(chunk);
                if (isDue) _file.Flush();
                if (ended && !_isDown && _end != default(DateTimeOffset)) _file.End(_end!.Value);
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException or RecordingException)
            {
                lock (_gate) Fail(broken);
            }

            if (isDue) flushed = Environment.TickCount64;
            if (ended) return;
        }
    }

    private RecordChunk? Take(bool partial)
    {
        lock (_gate)
        {
            if (_full.Count == 0 && partial && _chunk.Count > 0) PassOn();
            return _full.TryDequeue(out var chunk) ? chunk : null;
        }
    }

    private void Write(RecordChunk chunk)
    {
        if (!_isDown)
        {
            for (var i = 0; i < chunk.Count; i++) Write(chunk, in chunk[i]);
            _file.Write(_lines);
        }

        lock (_gate)
        {
            _waiting -= chunk.Length;
            if (_isDown) Interlocked.Add(ref _lost, chunk.Count);
            chunk.Clear();
            _empty.Push(chunk);
        }
    }

    private void Write(RecordChunk chunk, in RecordChunk.Entry entry)
    {
        if (entry.Restarted != 0)
        {
            _file.Write(_lines);
            _file.BeginSegment(new(entry.Stamp, TimeSpan.Zero), new(entry.Restarted, TimeSpan.Zero));
            return;
        }

        if (_file.IsFull(_lines.WrittenCount))
        {
            _file.Write(_lines);
            _file.Rotate(new DateTimeOffset(entry.Stamp, TimeSpan.Zero).AddTicks(-1));
        }

        RecordFormat.WriteMessage(_lines, entry.Stamp, OriginOf(entry.Source, entry.Subject), chunk.Payload(in entry));
    }

    private byte[] OriginOf(string source, string subject)
    {
        if (_origins.TryGetValue((source, subject), out var origin)) return origin;
        // Subjects of strangers are without number; those of a fleet are few.
        if (_origins.Count >= 4096) _origins.Clear();
        return _origins[(source, subject)] = RecordFormat.Origin(source, subject);
    }

    private void Fail(Exception why)
    {
        if (_isDown) return;
        _isDown = true;
        _failed(why);
    }
}
