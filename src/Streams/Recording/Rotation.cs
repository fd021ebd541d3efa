namespace Streams.Recording;

/// <summary>Cuts a recording into files, each a part of its segment that replays alone or after the one before.</summary>
internal sealed class Rotation(RecordingOptions options, RecordingFiles files)
{
    private RecordingHeader? _part;

    internal void Write(Recorder.Block block)
    {
        // A segment that began in this block begins with part 1, in whichever file.
        if (_part is null || _part.Started != block.Header!.Started) _part = block.Header!;
        files.Write(block.Lines);
        var last = new DateTimeOffset(block.LastStamp, TimeSpan.Zero);
        if (block.Messages == 0 || (!(files.Length >= options.RotateBytes) && !(last - _part.From >= options.RotateEvery))) return;
        files.Write(RecordLine.Trailer(last));
        files.Next();
        _part = _part with { Part = _part.Part + 1, From = last };
        files.Write(_part.ToLine());
    }
}
