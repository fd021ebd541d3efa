using System.Buffers;
using System.IO.Compression;

namespace Streams.Recording;

/// <summary>The file that a recorder writes, or the files under rotation.</summary>
internal sealed class RecordingFile : IDisposable
{
    private readonly RecorderOptions _options;
    private readonly TimeProvider _time;
    private readonly ArrayBufferWriter<byte> _line = new();
    private RecordingHeader _header;
    private Stream _stream;
    private long _bytes;
    private DateTimeOffset _opened;

    internal RecordingFile(RecorderOptions options, RecordingHeader header, TimeProvider time)
    {
        _options = options;
        _header = header;
        _time = time;
        _stream = Open();
    }

    public void Dispose() => _stream.Dispose();

    internal void Begin(DateTimeOffset started)
    {
        _header = _header with { Started = started };
        RecordFormat.WriteHeader(_line, _header);
        Write(_line);
    }

    internal void BeginSegment(DateTimeOffset end, DateTimeOffset started)
    {
        End(end);
        Begin(started);
    }

    internal void End(DateTimeOffset end)
    {
        RecordFormat.WriteTrailer(_line, end);
        Write(_line);
        _stream.Flush();
    }

    /// <summary>Writes lines, and empties what they were in.</summary>
    internal void Write(ArrayBufferWriter<byte> lines)
    {
        _stream.Write(lines.WrittenSpan);
        _bytes += lines.WrittenCount;
        lines.ResetWrittenCount();
    }

    internal void Flush() => _stream.Flush();

    /// <summary>Whether another file is to begin before more is written.</summary>
    internal bool IsFull(int more) =>
        _bytes + more >= _options.RotateBytes || (_options.RotateEvery is { } every && _time.GetUtcNow() - _opened >= every);

    /// <summary>Ends this file at an instant, and begins the next one there: they replay as one.</summary>
    internal void Rotate(DateTimeOffset at)
    {
        End(at);
        _stream.Dispose();
        _header = _header with { Part = _header.Part + 1 };
        _stream = Open();
        Begin(at);
    }

    private Stream Open()
    {
        var path = _options.PathOf(_header.Part);
        _opened = _time.GetUtcNow();
        _bytes = 0;
        try
        {
            var file = new FileStream(path, _options.Force ? FileMode.Create : FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        }
        catch (IOException) when (!_options.Force && File.Exists(path))
        {
            throw new RecordingException($"{path} exists; give another name, or --force to overwrite it");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new RecordingException($"{path} cannot be written: {refused.Message}", refused);
        }
    }
}
