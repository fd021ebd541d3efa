namespace Streams.Recording;

/// <summary>Cuts a recording into files, each a part of its segment that replays alone or after the one before.</summary>
internal sealed class Rotation(RecordingOptions options, RecordingFiles files)
{
    private readonly RecordStamp _stamp = new();
    private RecordingHeader _part = null!;
    private DateTimeOffset _last;
    private long _bytes;

    /// <summary>Writes lines, the headers among them being those of <paramref name="block"/>.</summary>
    internal void Write(Recorder.Block block)
    {
        if (!options.Rotates)
        {
            files.Write(block.Lines);
            return;
        }

        var headers = block.Headers.GetEnumerator();
        var rest = block.Lines;
        var pending = 0;
        while (pending < rest.Length)
        {
            var line = rest[pending..];
            line = line[..(line.IndexOf((byte)'\n') + 1)];
            var isMessage = line.StartsWith(RecordLine.AtStart);
            if (isMessage || line.StartsWith(RecordLine.HeaderStart))
            {
                if (IsFull(line, isMessage))
                {
                    files.Write(rest[..pending]);
                    rest = rest[pending..];
                    pending = 0;
                    Next(isMessage);
                }

                // A segment begins with part 1, in whichever file.
                if (!isMessage && headers.MoveNext()) _last = (_part = headers.Current).Started;
                else _last = StampOf(line);
            }

            pending += line.Length;
            _bytes += line.Length;
        }

        files.Write(rest);
    }

    private bool IsFull(ReadOnlySpan<byte> line, bool isMessage) =>
        _bytes > 0 && (_bytes + line.Length > options.RotateBytes || (isMessage && StampOf(line) - _part.Started >= options.RotateEvery));

    private void Next(bool isMessage)
    {
        if (isMessage) files.Write(RecordLine.Trailer(_last));
        files.Next();
        _bytes = 0;
        if (!isMessage) return;
        _part = _part with { Part = _part.Part + 1, Started = _last };
        var header = _part.ToLine();
        files.Write(header);
        _bytes = header.Length;
    }

    private DateTimeOffset StampOf(ReadOnlySpan<byte> line)
    {
        _stamp.TryReadFull(line.Slice(RecordLine.AtStart.Length, RecordStamp.Length), out var ticks);
        return new DateTimeOffset(ticks, TimeSpan.Zero);
    }
}
