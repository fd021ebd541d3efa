using Streams.Recording;

namespace Streams.Replaying;

/// <summary>Takes a replay from one instant at which something happens to the next: each message, and whatever falls due between.</summary>
public static class ReplayChanges
{
    /// <summary>Brings the pages up to date at every such instant, to the recording's end.</summary>
    /// <param name="replay">A replay that stands before its first segment.</param>
    /// <param name="from">Given the first header, until when nothing is read; null is from the beginning.</param>
    /// <param name="to">Given the first header, after when nothing is taken; null is to the end.</param>
    /// <param name="read">Called at each instant, when the pages' series stand as of then; false ends the replay.</param>
    /// <param name="cancel">Ends the replay.</param>
    /// <exception cref="RecordingException">A line is wrong.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> is cancelled.</exception>
    public static void Run(Replay replay, Func<RecordingHeader, DateTimeOffset?> from, Func<RecordingHeader, DateTimeOffset?> to,
        Func<DateTimeOffset, bool> read, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(replay);
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(read);
        RecordingHeader? first = null;
        while (replay.NextSegment())
        {
            first ??= replay.Segment;
            var (begin, last) = (from(first), to(first));
            while (Next(replay) is { } instant && !(instant > last))
            {
                cancel.ThrowIfCancellationRequested();
                replay.AdvanceTo(instant);
                if (begin > instant) continue;
                replay.Read();
                if (!read(instant)) return;
            }
        }
    }

    private static DateTimeOffset? Next(Replay replay)
    {
        var message = replay.NextMessage;
        var end = message ?? replay.Skip();
        // What falls due at a message's stamp is done before it, at one instant.
        if (replay.NextDue is { } due && due < end) return due;
        return message ?? (replay.Now < end ? end : null);
    }
}
