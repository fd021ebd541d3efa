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

    public void Dispose() => _file.Dispose();

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
        _file.Dispose();
    }

    private void WriteCompressed()
    {
        _file.Write(_compressed.GetBuffer().AsSpan(0, (int)_compressed.Length));
        _compressed.SetLength(0);
    }

    private FileStream Open()
    {
        var file = new FileStream(_options.FileName(_number), _options.Force ? FileMode.Create : FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _gzip = _options.Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(_compressed, CompressionLevel.Fastest, leaveOpen: true) : null;
        return file;
    }

    /// <summary>Files of an earlier, longer recording of this name would be taken for its continuation.</summary>
    private void ClearNumbered()
    {
        var first = Path.GetFullPath(_options.FileName(1));
        var pattern = Path.GetFileName(first).Replace("000001", "??????", StringComparison.Ordinal);
        foreach (var old in Directory.EnumerateFiles(Path.GetDirectoryName(first)!, pattern))
        {
            if (!_options.Force) throw new RecordingException($"{old} is there already; another name, or --force to overwrite the recording");
            File.Delete(old);
        }
    }

    private static string OneLine(string text) => new StringBuilder(text).Replace('\r', ' ').Replace('\n', ' ').ToString();
}
