
namespace Streams.Recording;

/// <summary>Writes a lane's input to a file, behind the lane's back: the lane fills one buffer while a thread writes the other.</summary>
/// <remarks>
/// A recording with a hole would tell another story, so the first failure (a full disk, a disk slower than the buffer lasts) ends it
/// for good, and not the lane: it is told once, and what is not recorded from then on is counted. The lane's thread calls what is
/// internal; the rest is safe from any thread.
/// </remarks>
public sealed class Recorder : IDisposable
{
    /// <summary>Bytes that may wait for the disk: a fifth of a second of a flood.</summary>
    private const int FullBytes = 32 << 20;

    /// <summary>Bytes that are worth a write before the second is over.</summary>
    private const int WorthWriting = 1 << 18;

    private static readonly TimeSpan FlushEvery = TimeSpan.FromSeconds(1);

    private readonly RecordingOptions _options;
    private readonly string _pipeline;
    private readonly IReadOnlyDictionary<string, string> _parameters;
    private readonly RecordingFiles _files;
    private readonly RecordStamp _stamp = new();
    private readonly AutoResetEvent _work = new(false);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Block _filling = new();
    private Block _writing = new();
    private RecordLines? _stamped;
    private int _first;
    private int _end;
    private long _lost;
    private long _messages;
    private volatile bool _ended;
    private volatile bool _isUp = true;

    /// <summary>Creates the file; the recording begins with the lane that is given it.</summary>
    /// <param name="options">Where it goes, and how.</param>
    /// <param name="pipeline">The name of the pipeline that is recorded.</param>
    /// <param name="parameters">The pipeline's parameters.</param>
    /// <exception cref="RecordingException">It cannot be written, or is there already.</exception>
    public Recorder(RecordingOptions options, string pipeline, IReadOnlyDictionary<string, string> parameters)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(parameters);
        _options = options;
        _pipeline = pipeline;
        _parameters = parameters;
        _files = new RecordingFiles(options);
    }

    /// <summary>Whether it records: <c>streams_recording_up</c>. Once false it stays so.</summary>
    public bool IsUp => _isUp;

    /// <summary>Messages that are not in the recording because it had failed.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Messages that were handed to it to be recorded, those included that a failure lost.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    /// <summary>The files so far, in their order. To be read when the recording has ended.</summary>
    public IReadOnlyList<string> Files => _files.Paths;

    /// <summary>Ends when everything is written, or the file cannot be written any more.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Called once, on any thread, when the recording has failed. Default: does nothing.</summary>
    public Action<Exception> Failed { get; init; } = static _ => { };

    /// <inheritdoc/>
    public void Dispose()
    {
        _files.Dispose();
        _work.Dispose();
    }

    /// <summary>The lane begins here.</summary>
    internal void Begin(DateTimeOffset started)
    {
        lock (_gate) StartSegment(started);
        new Thread(Write) { Name = "recording " + _pipeline, IsBackground = true }.Start();
    }

    /// <summary>Stamps the record of a message that the lane takes, the next one of a batch.</summary>
    internal void Append(long stamp, RecordLines lines, int message)
    {
        _stamp.Write(stamp, lines.StampOf(message));
        if (_stamped is null) (_stamped, _first) = (lines, message);
        _end = message + 1;
    }

    /// <summary>Records what is stamped: before the lane goes to another batch.</summary>
    internal void Commit()
    {
        if (_stamped is not { } lines) return;
        _stamped = null;
        bool worthWriting;
        Interlocked.Add(ref _messages, _end - _first);
        lock (_gate)
        {
            if (_isUp && _filling.Length > FullBytes) Fail(new IOException($"the disk is slower than the messages: {FullBytes >> 20} MiB wait for it"));
            if (!_isUp)
            {
                Interlocked.Add(ref _lost, _end - _first);
                return;
            }

            var before = _filling.Length;
            _filling.Add(lines.Of(_first, _end));
            _filling.Messages += _end - _first;
            worthWriting = before < WorthWriting && _filling.Length >= WorthWriting;
        }

        if (worthWriting) _work.Set();
    }

    /// <summary>The lane was absent between two instants, in ticks (N13).</summary>
    internal void Stall(long at, long until)
    {
        Commit();
        lock (_gate)
        {
            if (_isUp) _filling.Add(RecordLine.Stall(new DateTimeOffset(at, TimeSpan.Zero), new DateTimeOffset(until, TimeSpan.Zero)));
        }
    }

    /// <summary>The lane's clock was set back: one segment ends, another begins (L7).</summary>
    internal void Restart(DateTimeOffset clock, DateTimeOffset started)
    {
        Commit();
        lock (_gate)
        {
            if (!_isUp) return;
            _filling.Add(RecordLine.Trailer(clock));
            StartSegment(started);
        }
    }

    /// <summary>The lane has ended, with its clock at <paramref name="clock"/>; null where it broke, and no trailer is due.</summary>
    internal void End(DateTimeOffset? clock)
    {
        Commit();
        lock (_gate)
        {
            if (_isUp && clock is { } end) _filling.Add(RecordLine.Trailer(end));
        }

        _ended = true;
        _work.Set();
    }

    private void StartSegment(DateTimeOffset started)
    {
        var header = new RecordingHeader(started, _pipeline, _parameters);
        _filling.Headers.Add(header);
        _filling.Add(header.ToLine());
    }

    private void Write()
    {
        try
        {
            var rotation = new Rotation(_options, _files);
            var flushed = Environment.TickCount64;
            while (true)
            {
                _work.WaitOne(FlushEvery);
                var ended = _ended;
                lock (_gate)
                {
                    (_filling, _writing) = (_writing, _filling);
                    _filling.Reset();
                }

                if (_writing.Length > 0) rotation.Write(_writing);
                if (ended) break;
                if (Environment.TickCount64 - flushed < _options.FlushToDiskEvery.TotalMilliseconds) continue;
                _files.FlushToDisk();
                flushed = Environment.TickCount64;
            }

            _files.Close();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            lock (_gate)
            {
                Interlocked.Add(ref _lost, _writing.Messages + _filling.Messages);
                Fail(failed);
            }
        }

        _completion.TrySetResult();
    }

    private void Fail(Exception why)
    {
        if (!_isUp) return;
        _isUp = false;
        Failed(why);
    }

    /// <summary>Lines on their way to the file.</summary>
    internal sealed class Block
    {
        private byte[] _bytes = new byte[1 << 16];

        internal int Length { get; private set; }

        internal ReadOnlySpan<byte> Lines => _bytes.AsSpan(0, Length);

        internal int Messages { get; set; }

        /// <summary>The headers among the lines.</summary>
        internal List<RecordingHeader> Headers { get; } = [];

        internal Span<byte> Extend(int size)
        {
            if (Length + size > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + size));
            Length += size;
            return _bytes.AsSpan(Length - size, size);
        }

        internal void Add(ReadOnlySpan<byte> line) => line.CopyTo(Extend(line.Length));

        internal void Reset()
        {
            Length = Messages = 0;
            Headers.Clear();
        }
    }
}
