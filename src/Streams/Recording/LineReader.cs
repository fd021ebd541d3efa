namespace Streams.Recording;

/// <summary>Reads lines from a stream into one buffer: no allocation a line, and none beyond the longest line that is allowed.</summary>
internal sealed class LineReader(Stream stream, string name)
{
    private byte[] _buffer = new byte[1 << 18];
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <summary>The number of the line that was read last, from 1.</summary>
    internal long Number { get; private set; }

    /// <summary>Bytes of the stream that were read so far.</summary>
    internal long Position { get; private set; }

    /// <summary>Whether the line that was read last had no end: the file may have been cut there.</summary>
    internal bool IsTorn { get; private set; }

    /// <summary>The next line without its end (<c>\n</c> or <c>\r\n</c>), valid until the next call.</summary>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="RecordingException">The line is too long, or the stream cannot be read.</exception>
    internal bool Read(out ReadOnlySpan<byte> line)
    {
        var searched = _start;
        while (true)
        {
            var length = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = Line(searched + length, searched + length + 1);
                return true;
            }

            if (_isAtEnd)
            {
                IsTorn = _end > _start;
                line = IsTorn ? Line(_end, _end) : default;
                return IsTorn;
            }

            // What is there moves to the buffer's begin.
            searched = _end - _start;
            Fill();
        }
    }

    private ReadOnlySpan<byte> Line(int end, int next)
    {
        Number++;
        var line = _buffer.AsSpan(_start, end - _start);
        _start = next;
        if (Number == 1 && line.StartsWith("\uFEFF"u8)) line = line[3..];
        return line.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end > RecordFormat.MaxLineBytes) throw new RecordingException(name, Number + 1, "a line of more than 8 MiB; no recording has one");
        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        int read;
        try
        {
            read = stream.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new RecordingException(name, Number + 1, $"cannot be read: {broken.Message}", broken);
        }

        _isAtEnd = read == 0;
        _end += read;
        Position += read;
    }
}
