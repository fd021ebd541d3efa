using System.IO.Compression;
using Streams.Json;
using Streams.Recording;

namespace Streams.Replaying;

/// <summary>A file's lines, one after the other, through one buffer.</summary>
/// <remarks>A name that ends in <c>.gz</c> is decompressed; <c>-</c> is stdin. Memory is bounded by the longest line that is allowed.</remarks>
internal sealed class LineReader : IDisposable
{
    // Many files may be open at once; a longer line makes it grow.
    private const int BufferBytes = 128 << 10;

    private readonly Stream _file;
    private readonly Stream _content;
    private readonly EndNotingStream? _compressed;
    private byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;
    private bool _atEnd;

    /// <summary>Opens a file.</summary>
    /// <exception cref="RecordingException">It cannot be opened.</exception>
    internal LineReader(string path)
    {
        Name = path == "-" ? "stdin" : path;
        if (Directory.Exists(path)) throw new RecordingException($"{path} is a directory; the recording in it is needed");
        try
        {
            _file = path == "-"
                ? Console.OpenStandardInput()
                : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
            if (_file.CanSeek) TotalBytes = _file.Length;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new RecordingException($"{path} cannot be read: {refused.Message.ReplaceLineEndings(" ")}");
        }

        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) _compressed = new EndNotingStream(_file);
        _content = _compressed is null ? _file : new GZipStream(_compressed, CompressionMode.Decompress);
    }

    /// <summary>The file as its user named it.</summary>
    internal string Name { get; }

    /// <summary>The number of the line in hand, from 1.</summary>
    internal long Number { get; private set; }

    /// <summary>Whether the line in hand ended in a line break; the last one need not.</summary>
    internal bool IsWhole { get; private set; }

    /// <summary>The file's size; null for what has none.</summary>
    internal long? TotalBytes { get; }

    /// <summary>How much of the file is read.</summary>
    internal long ReadBytes => _file.CanSeek ? _file.Position : 0;

    public void Dispose() => _content.Dispose();

    /// <summary>The next line, without its line break, valid until the next call.</summary>
    /// <exception cref="RecordingException">It is too long, or the file cannot be read on.</exception>
    internal bool TryRead(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var length = rest[searched..].IndexOf((byte)'\n');
            if (length >= 0)
            {
                length += searched;
                _start += length + 1;
                line = Line(rest[..length], whole: true);
                return true;
            }

            if (rest.Length > RecordLine.MaxBytes) throw Wrong(Number + 1, "the line is longer than 8 MiB; no record is");
            if (_atEnd)
            {
                _start = _end;
                line = rest.IsEmpty ? default : Line(rest, whole: false);
                return !rest.IsEmpty;
            }

            searched = rest.Length;
            Fill(rest.Length);
        }
    }

    /// <summary>What is wrong with the line in hand.</summary>
    internal RecordingException Wrong(string what) => Wrong(Number, what);

    private RecordingException Wrong(long line, string what) => new($"{Name}:{line}: {what}");

    private ReadOnlySpan<byte> Line(ReadOnlySpan<byte> line, bool whole)
    {
        Number++;
        IsWhole = whole;
        if (line.Length > RecordLine.MaxBytes) throw Wrong("the line is longer than 8 MiB; no record is");
        if (Number == 1) line = ByteOrderMark.Skip(line);
        return whole && line.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private void Fill(int kept)
    {
        if (_start > 0) _buffer.AsSpan(_start, kept).CopyTo(_buffer);
        else if (kept == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        _start = 0;
        _end = kept;
        try
        {
            var read = _content.Read(_buffer, kept, _buffer.Length - kept);
            _end += read;
            _atEnd = read == 0;
        }
        catch (InvalidDataException) when (_compressed is { HasEnded: true })
        {
            // Whoever wrote it was killed: what it had written is read, as it is of a plain file.
            _atEnd = true;
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw Wrong(Number + 1, _compressed is not null && broken is InvalidDataException
                ? "the compressed data is corrupt; a whole copy of the file is needed"
                : $"the file cannot be read on: {broken.Message.ReplaceLineEndings(" ")}");
        }
    }
}
