using Streams.Recording;

namespace Streams.Replaying;

/// <summary>One message of a recording.</summary>
/// <param name="After">When it was taken, from the recording's start.</param>
/// <param name="Source">The name of its source.</param>
/// <param name="Subject">The subject that it arrived on.</param>
/// <param name="Payload">The payload.</param>
public sealed record RecordedMessage(TimeSpan After, string Source, string Subject, byte[] Payload);

/// <summary>The messages of a short recording, all at once: what a scenario plays.</summary>
/// <param name="Started">When the recording begins.</param>
/// <param name="Messages">Its messages, in order.</param>
public sealed record RecordedMessages(DateTimeOffset Started, IReadOnlyList<RecordedMessage> Messages)
{
    /// <summary>Reads a recording of one segment.</summary>
    /// <param name="path">A file, compressed where its name ends in <c>.gz</c>.</param>
    /// <param name="warn">Called with each warning, one line.</param>
    /// <exception cref="RecordingException">It cannot be read, a line is wrong, or the lane began anew, or was absent, in it.</exception>
    public static RecordedMessages Read(string path, Action<string> warn)
    {
        using var recording = RecordingSource.Open([path], warn);
        return Read(recording, path);
    }

    /// <summary>Reads a recording of one segment.</summary>
    /// <param name="recording">The recording, of which nothing has been read.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <exception cref="RecordingException">As of <see cref="Read(string, Action{string})"/>.</exception>
    public static RecordedMessages Read(RecordingSource recording, string path)
    {
        ArgumentNullException.ThrowIfNull(recording);
        var reader = recording.Reader;
        DateTimeOffset? started = null;
        var messages = new List<RecordedMessage>();
        while (reader.TryRead(out var record))
        {
            if (record.Kind == RecordKind.Stall)
            {
                throw new RecordingException($"{path}: the lane was absent at {RecordStamp.Format(new DateTimeOffset(record.At, TimeSpan.Zero))}, "
                    + "and messages alone do not tell that; cut the file before it");
            }

            if (record.Kind == RecordKind.Message)
            {
                messages.Add(new RecordedMessage(new DateTimeOffset(record.At, TimeSpan.Zero) - started!.Value, record.Source!.Name, record.Subject,
                    record.Payload.ToArray()));
            }
            else if (record.Kind == RecordKind.Header)
            {
                if (started is not null) throw new RecordingException($"{path}: a second segment: the clock was set back there; record one, or cut the file");
                started = record.Header!.Started;
            }
        }

        return new RecordedMessages(started!.Value, messages);
    }
}
