using System.Text;

namespace Streams.Recording;

/// <summary>Writes a lane's input to a file, behind the lane's back: the lane fills one buffer while a thread writes the other.</summary>
/// <remarks>
/// Never waits for the disk: what finds the buffer full is counted as missed, and the recording says where. A file that cannot be
/// written ends the recording, not the lane. The lane's thread calls what is internal; the rest is safe from any thread.
/// </remarks>
public sealed class Recorder : IDisposable
{
    /// <summary>Bytes that may wait for the disk: a fifth of a second of a flood.</summary>
    private const int FullBytes = 32 << 20;

    /// <summary>Bytes that are worth a write before the second is over.</summary>
    private const int WorthWriting = 1 << 18;

    private static readonly TimeSpan FlushEvery = TimeSpan.FromSeconds(1);

    private readonly RecordingOptions _options;
    private readonly PipelineDefinition _pipeline;
    private readonly RecordingFiles _files;
    private readonly RecordStamp _stamp = new();
    private readonly AutoResetEvent _work = new(false);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Block _filling = new();
    private Block _writing = new();
    private long _missed;
    private long _untold;
    private volatile bool _ended;
    private volatile bool _isUp = true;

    /// <summary>Creates the file; the recording begins with the lane that is given it.</summary>
    /// <exception cref="RecordingException">It cannot be written, or is there already.</exception>
    public Recorder(RecordingOptions options, PipelineDefinition pipeline)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(pipeline);
        _options = options;
        _pipeline = pipeline;
        _files = new RecordingFiles(options);
    }

    /// <summary>Whether it records: <c>streams_recording_up</c>. Once false it stays so.</summary>
    public bool IsUp => _isUp;

    /// <summary>Messages that the lane took and the recording lacks.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    /// <summary>Ends when everything is written, or the file cannot be written any more.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Called once, on the writing thread, with what made the file impossible to write.</summary>
    public Action<Exception>? Failed { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _files.Dispose();
        _work.Dispose();
    }

    /// <summary>The lane begins here.</summary>
    internal void Begin(DateTimeOffset started)
    {
        StartSegment(started);
        new Thread(Write) { Name = "recording " + _pipeline.Name, IsBackground = true }.Start();
    }

    /// <summary>Records a message that the lane takes at a stamp.</summary>
    internal void Append(long stamp, ReadOnlySpan<byte> tail)
    {
        if (!_isUp)
        {
            Interlocked.Increment(ref _missed);
            return;
        }

        bool worthWriting;
        lock (_gate)
        {
            if (_filling.Length > FullBytes)
            {
                Interlocked.Increment(ref _missed);
                _untold++;
                return;
            }

            if (_untold > 0) TellMissed(stamp);
            var before = _filling.Length;
            var line = _filling.Extend(RecordLine.AtStart.Length + RecordStamp.Length + tail.Length);
            RecordLine.AtStart.CopyTo(line);
            _stamp.Write(stamp, line[RecordLine.AtStart.Length..]);
            tail.CopyTo(line[(RecordLine.AtStart.Length + RecordStamp.Length)..]);
            _filling.Messages++;
            _filling.LastStamp = stamp;
            worthWriting = before < WorthWriting && _filling.Length >= WorthWriting;
        }

        if (worthWriting) _work.Set();
    }

    /// <summary>The lane's clock was set back: one segment ends, another begins (L7).</summary>
    internal void Restart(DateTimeOffset clock, DateTimeOffset started)
    {
        lock (_gate) _filling.Add(RecordLine.Trailer(clock));
        StartSegment(started);
    }

    /// <summary>The lane has ended, with its clock at <paramref name="clock"/>; null where it broke, and no trailer is due.</summary>
    internal void End(DateTimeOffset? clock)
    {
        lock (_gate)
        {
            if (clock is { } at)
            {
                if (_untold > 0) TellMissed(at.UtcTicks);
                _filling.Add(RecordLine.Trailer(at));
            }
        }

        _ended = true;
        _work.Set();
    }

    private void StartSegment(DateTimeOffset started)
    {
        var header = new RecordingHeader(started, _pipeline.Name, _pipeline.Parameters, 1, started);
        lock (_gate)
        {
            _filling.Header = header;
            _filling.LastStamp = started.UtcTicks;
            _filling.Add(header.ToLine());
        }
    }

    private void TellMissed(long stamp)
    {
        _filling.Add(Encoding.UTF8.GetBytes($"{{\"missed\":{_untold},\"at\":\"{RecordStamp.Format(new DateTimeOffset(stamp, TimeSpan.Zero))}\"}}\n"));
        _untold = 0;
    }

    private void Write()
    {
        try
        {
            var rotation = new Rotation(_options, _files);
            while (true)
            {
                _work.WaitOne(FlushEvery);
                var ended = _ended;
                lock (_gate)
                {
                    (_filling, _writing) = (_writing, _filling);
                    _filling.Reset(_writing);
                }

                if (_writing.Length > 0) rotation.Write(_writing);
                if (ended) break;
            }

            _files.Close();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            _isUp = false;
            lock (_gate) Interlocked.Add(ref _missed, _writing.Messages + _filling.Messages);
            Failed?.Invoke(failed);
        }

        _completion.TrySetResult();
    }

    /// <summary>Lines on their way to the file.</summary>
    internal sealed class Block
    {
        private byte[] _bytes = new byte[1 << 16];

        internal int Length { get; private set; }

        internal ReadOnlySpan<byte> Lines => _bytes.AsSpan(0, Length);

        internal int Messages { get; set; }

        /// <summary>The segment that the last line belongs to.</summary>
        internal RecordingHeader? Header { get; set; }

        internal long LastStamp { get; set; }

        internal Span<byte> Extend(int size)
        {
            if (Length + size > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + size));
            Length += size;
            return _bytes.AsSpan(Length - size, size);
        }

        internal void Add(ReadOnlySpan<byte> line) => line.CopyTo(Extend(line.Length));

        /// <summary>Empties it, to go on where another one ended.</summary>
        internal void Reset(Block before)
        {
            Length = Messages = 0;
            Header = before.Header;
            LastStamp = before.LastStamp;
        }
    }
}
