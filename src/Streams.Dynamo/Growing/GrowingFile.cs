namespace Streams.Dynamo.Growing;

/// <summary>One file that grows, read as far as it is written: lines, or gzip members of lines where its name ends in <c>.gz</c>.</summary>
/// <remarks>
/// It is opened for each reading, so that it can be moved and deleted. One that has become shorter, or begins otherwise, is another: it is read anew.
/// </remarks>
internal sealed class GrowingFile
{
    /// <summary>How much is read at a time.</summary>
    private const int Piece = 256 << 10;

    // More than the beginning of any row has in common with that of another.
    private const int MarkBytes = 256;

    private readonly string _path;
    private readonly bool _isCompressed;
    private readonly LineCutter _lines = new();
    private readonly MemoryStream? _content;
    private byte[] _buffer = [];
    private byte[] _mark = [];
    private long _position;
    private int _kept;
    // Whether what comes begins with a member; where reading begins in the middle of one, its rest is no fault.
    private bool _hasMember;

    /// <summary>Prepares to read a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="length">What is in it already, and is passed over.</param>
    internal GrowingFile(string path, long length)
    {
        _path = path;
        _isCompressed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        if (_isCompressed) _content = new MemoryStream();
        _position = length;
        _hasMember = length == 0;
        if (_isCompressed || length == 0) return;
        // Whether a line has just ended is seen at its last byte.
        _position--;
        _lines.PassOver();
    }

    /// <summary>Gzip members that could not be read, and were passed over.</summary>
    internal int Broken { get; private set; }

    /// <summary>Why it could not be read the last time; null where it could.</summary>
    internal string? Wrong { get; private set; }

    /// <summary>Reads a piece; returns whether there is more now.</summary>
    internal bool TryRead(LineHandler take)
    {
        try
        {
            Wrong = null;
            return Read(take);
        }
        catch (FileNotFoundException)
        {
            // It has just gone.
            return false;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Wrong = unreadable.Message;
            return false;
        }
    }

    private bool Read(LineHandler take)
    {
        var length = new FileInfo(_path).Length;
        if (length == _position + _kept) return false;
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        Recognise(file);
        file.Position = _position + _kept;
        if (_buffer.Length - _kept < Piece) Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, Piece));
        var read = file.ReadAtLeast(_buffer.AsSpan(_kept, Piece), Piece, throwOnEndOfStream: false);
        if (_isCompressed) TakeMembers(read, take);
        else
        {
            _lines.Take(_buffer.AsSpan(0, read), take);
            _position += read;
        }

        return read == Piece;
    }

    private void Recognise(FileStream file)
    {
        Span<byte> begin = stackalloc byte[MarkBytes];
        begin = begin[..file.ReadAtLeast(begin, MarkBytes, throwOnEndOfStream: false)];
        if (file.Length < _position + _kept || !begin.StartsWith(_mark))
        {
            _position = _kept = 0;
            _hasMember = true;
            _lines.Clear();
        }

        _mark = begin.ToArray();
    }

    private void TakeMembers(int read, LineHandler take)
    {
        var (start, end) = (0, _kept + read);
        while (start < end)
        {
            var length = GzipMembers.Next(_buffer, start, end, _content!);
            if (length == 0) break;
            if (length > 0) _lines.Take(_content!.GetBuffer().AsSpan(0, (int)_content.Length), take);
            else if (_hasMember) Broken++;
            _hasMember |= length > 0;
            start += Math.Abs(length);
        }

        // What is no member by now will be none.
        if (end - start > GzipMembers.MostBytes)
        {
            Broken++;
            start = end;
        }

        _position += start;
        _kept = end - start;
        _buffer.AsSpan(start, _kept).CopyTo(_buffer);
        if (_kept == 0 && _buffer.Length > 4 * Piece) _buffer = [];
    }
}
