using Streams.Recording;

namespace Streams.Replaying;

/// <summary>The records of one or more files, in order: each segment's header, its messages, and its end.</summary>
internal abstract class RecordReader : IDisposable
{
    /// <summary>Called with each warning, one line, such as that a recording is torn.</summary>
    internal Action<string> Warned { get; set; } = static _ => { };

    /// <summary>The size of all files; null where one has none.</summary>
    internal abstract long? TotalBytes { get; }

    /// <summary>How much of them is read.</summary>
    internal abstract long ReadBytes { get; }

    public abstract void Dispose();

    /// <summary>The next record: a header first, its segment's messages, then its trailer, which is there even where the file has none.</summary>
    /// <exception cref="RecordingException">A file cannot be read, or a line is wrong.</exception>
    internal abstract bool TryRead(out Record record);
}
