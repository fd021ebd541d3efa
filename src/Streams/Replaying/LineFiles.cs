using Streams.Recording;

namespace Streams.Replaying;

/// <summary>The lines of several files, one file after the other.</summary>
internal sealed class LineFiles : IDisposable
{
    private readonly Queue<string> _paths;
    private long _readBefore;

    internal LineFiles(IReadOnlyList<string> paths)
    {
        _paths = new Queue<string>(paths);
        TotalBytes = paths.All(File.Exists) ? paths.Sum(path => new FileInfo(path).Length) : null;
    }

    /// <summary>The file of the line in hand; null before the first and after the last.</summary>
    internal LineReader? Current { get; private set; }

    /// <summary>The size of all files; null where one has none.</summary>
    internal long? TotalBytes { get; }

    /// <summary>How much of them is read.</summary>
    internal long ReadBytes => _readBefore + (Current?.ReadBytes ?? 0);

    /// <summary>Called when a file has been read to its end. Default: does nothing.</summary>
    internal Action<LineReader> Ended { get; init; } = static _ => { };

    public void Dispose() => Current?.Dispose();

    /// <summary>The next line, valid until the next call.</summary>
    /// <exception cref="RecordingException">A file cannot be opened or read on, or a line is too long.</exception>
    internal bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            if (Current is null)
            {
                line = default;
                if (!_paths.TryDequeue(out var path)) return false;
                Current = new LineReader(path);
            }

            if (Current.TryRead(out line)) return true;
            Ended(Current);
            _readBefore += Current.ReadBytes;
            Current.Dispose();
            Current = null;
        }
    }
}
