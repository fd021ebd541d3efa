using System.IO.Compression;
using System.Text;

namespace Streams.Recording;

/// <summary>The files of one recording, one after the other.</summary>
/// <remarks>What a call of <see cref="Write"/> is given reaches the file in one piece, so that a killed process leaves whole lines.</remarks>
internal sealed class RecordingFiles : IDisposable
{
    private readonly RecordingOptions _options;
    private readonly MemoryStream _compressed = new();
    private FileStream _file;
    private GZipStream? _gzip;
    private int _number = 1;

    /// <summary>Creates the first file.</summary>
    /// <exception cref="RecordingException">It cannot be written, or it is there already and may not be overwritten.</exception>
    internal RecordingFiles(RecordingOptions options)
    {
        _options = options;
        try
        {
            if (options.Rotates) ClearNumbered();
            _file = Open();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new RecordingException(File.Exists(options.FileName(1)) && !options.Force && !Directory.Exists(options.FileName(1))
                ? $"{options.FileName(1)} is there already; another name, or --force to overwrite it"
                : $"{options.FileName(1)} cannot be written: {OneLine(refused.Message)}");
        }
    }

    /// <summary>The files so far, in their order.</summary>
    internal IReadOnlyList<string> Paths => [.. Enumerable.Range(1, _number).Select(_options.FileName)];

    public void Dispose() => _file.Dispose();

    /// <summary>Brings what was written onto the disk, so that it outlives the machine and not only the process.</summary>
    internal void FlushToDisk() => _file.Flush(flushToDisk: true);

    /// <summary>Appends whole lines.</summary>
    internal void Write(ReadOnlySpan<byte> lines)
    {
        if (_gzip is null)
        {
            _file.Write(lines);
            return;
        }

        _gzip.Write(lines);
        _gzip.Flush();
        WriteCompressed();
    }

    /// <summary>Ends the current file and begins the next.</summary>
    internal void Next()
    {
        Close();
        _number++;
        _file = Open();
    }

    /// <summary>Ends the current file.</summary>
    internal void Close()
    {
        _gzip?.Dispose();
        if (_gzip is not null) WriteCompressed();
        FlushToDisk();
        _file.Dispose();
    }

    private void WriteCompressed()
    {
        _file.Write(_compressed.GetBuffer().AsSpan(0, (int)_compressed.Length));
        _compressed.SetLength(0);
    }

    private FileStream Open()
    {
        var path = _options.FileName(_number);
        if (_options.Force && IsDevice(path)) return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        // A new file rather than the old one emptied: it belongs to the one who records, and is never what a symbolic link points to.
        if (_options.Force) File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        _gzip = _options.Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(_compressed, CompressionLevel.Fastest, leaveOpen: true)
            : null;
        return file;
    }

    /// <summary>Files of an earlier, longer recording of this name would be taken for its continuation.</summary>
    private void ClearNumbered()
    {
        var first = Path.GetFullPath(_options.FileName(1));
        var name = Path.GetFileName(first);
        // Where the number stands: the names of the first two parts differ in its last digit.
        var number = name.AsSpan().CommonPrefixLength(Path.GetFileName(_options.FileName(2))) - 5;
        foreach (var old in Directory.EnumerateFiles(Path.GetDirectoryName(first)!))
        {
            if (!IsPart(Path.GetFileName(old), name, number)) continue;
            if (!_options.Force) throw new RecordingException($"{old} is there already; another name, or --force to overwrite the recording");
            File.Delete(old);
        }
    }

    /// <summary>Six digits exactly, and all else the same: day.decode.ndjson beside day.000001.ndjson is a recording of its own.</summary>
    private static bool IsPart(string file, string first, int number) =>
        file.Length == first.Length && file.AsSpan(0, number).SequenceEqual(first.AsSpan(0, number))
        && !file.AsSpan(number, 6).ContainsAnyExceptInRange('0', '9') && file.AsSpan(number + 6).SequenceEqual(first.AsSpan(number + 6));

    private static bool IsDevice(string path) => Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal) && File.Exists(path);

    private static string OneLine(string text) => new StringBuilder(text).Replace('\r', ' ').Replace('\n', ' ').ToString();
}
