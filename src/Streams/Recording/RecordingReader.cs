using System.IO.Compression;

namespace Streams.Recording;

/// <summary>Reads one file of a recording, line by line, and holds it to the format (design section 8).</summary>
/// <remarks>Memory is bounded by the longest line that is allowed, whatever the file.</remarks>
internal sealed class RecordingReader : IDisposable
{
    private readonly Stream _stream;
    private readonly LineReader _lines;
    private readonly Action<string> _warn;
    private long _last;
    private bool _isInSegment;

    /// <param name="path">A file, compressed where its name ends in <c>.gz</c>; <c>-</c> is standard input.</param>
    /// <param name="warn">Told what is odd and tolerated, in one line.</param>
    /// <exception cref="RecordingException">It cannot be opened.</exception>
    internal RecordingReader(string path, Action<string> warn)
    {
        Name = path == "-" ? "stdin" : path;
        _warn = warn;
        _stream = Open(path);
        _lines = new LineReader(_stream, Name);
    }

    internal string Name { get; }

    internal RecordLine Line { get; } = new();

    internal long LineNumber => _lines.Number;

    /// <summary>Bytes read so far, of what the file holds when it is not compressed.</summary>
    internal long Position => _lines.Position;

    public void Dispose() => _stream.Dispose();

    /// <summary>Reads the next line of the recording into <see cref="Line"/>; a segment that has ended without a trailer ends here, too.</summary>
    /// <exception cref="RecordingException">A line is wrong.</exception>
    internal bool Read(out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (!_lines.Read(out var text)) return EndOfFile();
        if (!Line.Read(text, out payload))
        {
            if (_lines.IsTorn && LineNumber > 1) return EndOfFile();
            throw LineNumber == 1 ? NoHeader() : Wrong(Line.Wrong);
        }

        switch (Line.Kind)
        {
            case RecordKind.Header:
                if (_isInSegment) _warn($"{Name}:{LineNumber}: the segment before this header has no end: it may lack messages");
                _isInSegment = true;
                _last = Line.Ticks - 1;
                break;
            case RecordKind.Trailer:
                CheckOrder("the end");
                _isInSegment = false;
                break;
            default:
                CheckOrder("a message");
                break;
        }

        return true;
    }

    private bool EndOfFile()
    {
        if (LineNumber == 0) throw new RecordingException($"{Name} is empty; a recording begins with a header");
        if (_isInSegment) _warn($"{Name} has no end: it was cut short{(_lines.IsTorn ? $" in line {LineNumber}" : "")}, or is still being written");
        _isInSegment = false;
        return false;
    }

    private void CheckOrder(string what)
    {
        if (!_isInSegment) throw LineNumber == 1 ? NoHeader() : Wrong($"{what} after the end of its segment; a header was expected");
        if (Line.Ticks < _last || (Line.Ticks == _last && Line.Kind == RecordKind.Message)) throw Wrong($"{what} that is not later than the line before it");
        _last = Line.Ticks;
    }

    private RecordingException Wrong(string what) => new(Name, LineNumber, what);

    private RecordingException NoHeader() => Wrong("no header of a recording; JSON lines from elsewhere are read with --time POINTER --source NAME");

    private static Stream Open(string path)
    {
        if (path == "-") return Console.OpenStandardInput();
        try
        {
            if (Directory.Exists(path)) throw new RecordingException($"{path} is a directory; name the files in it");
            var file = new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 0, Share = FileShare.ReadWrite });
            return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new RecordingException($"{path} cannot be read: {refused.Message}", refused);
        }
    }
}
