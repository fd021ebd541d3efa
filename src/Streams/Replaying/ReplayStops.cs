using Streams.Recording;

namespace Streams.Replaying;

/// <summary>Takes a replay from one instant of interest to the next.</summary>
/// <remarks>An instant belongs to the segment that it lies in; between two segments, and after the last, to the one before.</remarks>
/// <param name="replay">A replay that stands before its first segment.</param>
/// <param name="read">Called at each instant, when the pages' series stand as of then.</param>
public sealed class ReplayStops(Replay replay, Action<DateTimeOffset> read)
{
    private readonly List<DateTimeOffset> _served = [];
    private IEnumerator<DateTimeOffset>? _stops;
    private DateTimeOffset? _stop;

    /// <summary>Given the first header, the instants, ascending; they may be without end. Default none.</summary>
    public Func<RecordingHeader, IEnumerable<DateTimeOffset>> Stops { get; init; } = static _ => [];

    /// <summary>Whether instants after the recording's end are served, too: time then passes without messages. Default false.</summary>
    public bool PastEnd { get; init; }

    /// <summary>Whether the recording's end is an instant of interest. Default false.</summary>
    public bool AtEnd { get; init; }

    /// <summary>Holds the recording to the wall clock; null is as fast as the machine can. Default null.</summary>
    public Pace? Pace { get; init; }

    /// <summary>Held while the replay moves; others who read it meanwhile take it, too.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Serves every instant, and reads the recording to its end.</summary>
    /// <exception cref="RecordingException">A line is wrong, or an instant is before the recording or in two of its segments.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> is cancelled.</exception>
    public void Run(CancellationToken cancel = default)
    {
        while (NextSegment())
        {
            var served = _served.Count;
            while (_stop is { } stop && IsHere(stop, cancel)) Serve(stop);
            if (AtEnd && _stop is null) ServeEnd(cancel);
            // Which instants a segment shares with one before is known at its end.
            RefuseShared(served, replay.Skip());
        }

        while (PastEnd && _stop is { } stop) Serve(stop);
        _stops?.Dispose();
    }

    private bool NextSegment()
    {
        lock (Gate)
        {
            if (!replay.NextSegment()) return false;
        }

        Pace?.Begin(replay.Segment.Started);
        if (_stops is not null) return true;
        _stops = Stops(replay.Segment).GetEnumerator();
        Next();
        return _stop is null || _stop >= replay.Segment.Started
            ? true
            : throw new RecordingException($"{RecordStamp.Format(_stop.Value)} is before the recording, "
                + $"which begins at {RecordStamp.Format(replay.Segment.Started)}");
    }

    /// <summary>Whether an instant belongs to the segment in hand, whose messages up to it are then taken.</summary>
    private bool IsHere(DateTimeOffset stop, CancellationToken cancel)
    {
        while (Pace?.Wait(stop, cancel) is { } now)
        {
            lock (Gate)
            {
                if (!replay.TakeUntil(now)) break;
                replay.AdvanceTo(now);
            }
        }

        cancel.ThrowIfCancellationRequested();
        lock (Gate) return replay.TakeUntil(stop) || replay.PeekSegment()?.Started > stop;
    }

    private void ServeEnd(CancellationToken cancel)
    {
        // Until its end is known it is far.
        IsHere(DateTimeOffset.MaxValue, cancel);
        if (replay.PeekSegment() is null) Serve(replay.Skip());
    }

    private void Serve(DateTimeOffset stop)
    {
        lock (Gate)
        {
            replay.AdvanceTo(stop);
            replay.Read();
            read(stop);
        }

        _served.Add(stop);
        Next();
    }

    private void RefuseShared(int servedBefore, DateTimeOffset end)
    {
        foreach (var served in _served.Take(servedBefore))
        {
            if (served >= replay.Segment.Started && served <= end)
            {
                throw new RecordingException($"{RecordStamp.Format(served)} is in two segments, "
                    + $"that which begins at {RecordStamp.Format(replay.Segment.Started)} and one before it; replay one of them alone");
            }
        }
    }

    private void Next() => _stop = _stops!.MoveNext() ? _stops.Current : null;
}
