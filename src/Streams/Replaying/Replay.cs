using Streams.Definition;
using Streams.Lane;
using Streams.Publishing;
using Streams.Recording;

namespace Streams.Replaying;

/// <summary>Pipelines on the input of an earlier run: the same lane, driven by the recording's stamps alone (L6).</summary>
/// <remarks>One thread at a time. What is read is decoded ahead on another thread.</remarks>
public sealed class Replay : IDisposable
{
    private readonly RecordingSource _recording;
    private readonly ReplayThread _thread;
    private readonly (PipelineDefinition Pipeline, ISeriesSink Sink)[] _pipelines;
    private readonly LaneListener _listener;
    private readonly LaneTap? _tap;
    private PipelineLane[] _lanes = [];
    private ReplayRound? _round;
    private DateTimeOffset? _ended;
    private bool _isOver;

    /// <summary>A replay that stands before its first segment.</summary>
    /// <param name="recording">What is replayed; disposed with the replay.</param>
    /// <param name="pipelines">The pipelines, each with the page that it writes.</param>
    /// <param name="renames">Sources of the recording by another name; an empty one skips them.</param>
    /// <param name="listener">Called for rejections, on the reading thread too.</param>
    /// <param name="tap">Sees every event; null for none.</param>
    public Replay(RecordingSource recording, IReadOnlyList<(PipelineDefinition Pipeline, ISeriesSink Sink)> pipelines,
        IReadOnlyDictionary<string, string> renames, LaneListener listener, LaneTap? tap = null)
    {
        ArgumentNullException.ThrowIfNull(recording);
        _recording = recording;
        _pipelines = [.. pipelines];
        _listener = listener;
        _tap = tap;
        PipelineDefinition[] definitions = [.. pipelines.Select(p => p.Pipeline)];
        _thread = new ReplayThread(recording.Reader, definitions, new ReplaySources(definitions, renames, listener), keeps: tap is not null);
    }

    /// <summary>The header of the segment in hand.</summary>
    public RecordingHeader Segment { get; private set; } = null!;

    /// <summary>Where the clock stands.</summary>
    public DateTimeOffset Now => _lanes.Length == 0 ? _recording.First.Started : _lanes.Max(lane => lane.Now);

    /// <summary>When something falls due without any message; null when nothing will.</summary>
    public DateTimeOffset? NextDue => _lanes.Min(lane => lane.NextDue);

    /// <summary>Messages that were read.</summary>
    public long Messages { get; private set; }

    /// <summary>Where in recorded time the reading is; null before the first segment.</summary>
    public DateTimeOffset? Reached { get; private set; }

    /// <summary>The part of the recording that is read, from 0 to 1; null where its size is not known.</summary>
    public double? Progress => _recording.TotalBytes is > 0 and { } total && _round is not null ? (double)_round.ReadBytes / total : null;

    /// <summary>The stamp of the segment's next message; null when there is none left in it.</summary>
    /// <exception cref="RecordingException">A line before it is wrong.</exception>
    public DateTimeOffset? NextMessage
    {
        get
        {
            while (IsInSegment)
            {
                if (_round!.Lanes.Min(lane => lane.NextStamp) is { } ticks) return new DateTimeOffset(ticks, TimeSpan.Zero);
                if (_ended is not null) return null;
                Advance();
            }

            return null;
        }
    }

    /// <summary>Whether the round in hand is of the segment in hand, and not of the next one.</summary>
    private bool IsInSegment => _round!.Begins is null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _thread.Dispose();
        _recording.Dispose();
        foreach (var lane in _lanes) lane.Dispose();
    }

    /// <summary>Goes to the next segment, passing over what is left of the one in hand: the lanes start anew. False when there is none.</summary>
    /// <exception cref="RecordingException">A line before it is wrong.</exception>
    public bool NextSegment()
    {
        if (PeekSegment() is not { } header) return false;
        Segment = header;
        _ended = _round!.Ends;
        _round.Begins = null;
        if (_lanes.Length == 0) _lanes = [.. _pipelines.Select(p => new PipelineLane(p.Pipeline, p.Sink, header.Started, _listener, tap: _tap))];
        else foreach (var lane in _lanes) lane.Restart(header.Started);
        return true;
    }

    /// <summary>The header of the next segment, passing over what is left of the one in hand; null when there is none.</summary>
    /// <exception cref="RecordingException">A line before it is wrong.</exception>
    public RecordingHeader? PeekSegment()
    {
        if (_round is not null) Skip();
        if (_round is null || (_round.Begins is null && !_isOver)) _isOver = !TryRound();
        return _isOver ? null : _round!.Begins;
    }

    /// <summary>Passes over what is left of the segment in hand.</summary>
    /// <returns>Its final clock.</returns>
    /// <exception cref="RecordingException">A line in it is wrong.</exception>
    public DateTimeOffset Skip()
    {
        while (_ended is null) Advance();
        return _ended.Value;
    }

    /// <summary>Takes every message of the segment that is stamped at or before an instant.</summary>
    /// <returns>Whether the segment goes on until then.</returns>
    /// <exception cref="RecordingException">A line before it is wrong.</exception>
    public bool TakeUntil(DateTimeOffset instant)
    {
        while (IsInSegment)
        {
            var isMore = false;
            for (var i = 0; i < _lanes.Length; i++) isMore |= _round!.Lanes[i].TakeUntil(_lanes[i], instant.UtcTicks);
            if (isMore) return true;
            if (_ended is not null) break;
            Advance();
        }

        return _ended >= instant;
    }

    /// <summary>Takes every message of the segment that is stamped at or before an instant, does what falls due until then, and stands there.</summary>
    /// <exception cref="RecordingException">A line before it is wrong.</exception>
    public void AdvanceTo(DateTimeOffset instant)
    {
        TakeUntil(instant);
        foreach (var lane in _lanes) lane.AdvanceTo(instant);
    }

    /// <summary>Lets time pass until an instant, as if no message came.</summary>
    public void LetPass(DateTimeOffset instant)
    {
        foreach (var lane in _lanes) lane.AdvanceTo(instant);
    }

    /// <summary>Writes the state at the clock's instant into the pages' series. Reading changes nothing.</summary>
    public void Read()
    {
        foreach (var lane in _lanes) lane.Read(new LaneView([], 0, 0, TimeSpan.Zero));
    }

    /// <summary>Goes on to the next round of the segment.</summary>
    private void Advance()
    {
        if (!TryRound()) throw new InvalidOperationException("a segment without an end");
        _ended = _round!.Ends;
    }

    private bool TryRound()
    {
        var next = _thread.Next();
        if (next is null) return false;
        if (_round is not null) _thread.Return(_round);
        _round = next;
        Messages += next.Messages;
        if (next.Messages > 0) Reached = new DateTimeOffset(next.LastStamp, TimeSpan.Zero);
        if (next.Ends is { } end) Reached = end;
        if (next.Broken is not { } broken) return true;
        // Messages before the fault are good, but no result is made of a part of a recording.
        throw broken is RecordingException wrong
            ? new RecordingException(wrong.Message)
            : new InvalidOperationException("the recording could not be decoded: " + broken.Message, broken);
    }
}
