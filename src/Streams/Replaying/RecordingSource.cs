using Streams.Recording;

namespace Streams.Replaying;

/// <summary>A recording to be replayed, opened as far as its first header.</summary>
public sealed class RecordingSource : IDisposable
{
    private RecordingSource(RecordReader reader, RecordingHeader first)
    {
        Reader = reader;
        First = first;
    }

    /// <summary>The first segment's header.</summary>
    public RecordingHeader First { get; }

    /// <summary>The size of all files in bytes; null where one has none.</summary>
    public long? TotalBytes => Reader.TotalBytes;

    internal RecordReader Reader { get; }

    /// <summary>Opens recordings of this program's format, in the order in which they are replayed; <c>-</c> is stdin.</summary>
    /// <param name="paths">The files; one that ends in <c>.gz</c> is decompressed.</param>
    /// <param name="warn">Called with each warning, one line, on any thread.</param>
    /// <exception cref="RecordingException">The first one cannot be opened, or is no recording.</exception>
    public static RecordingSource Open(IReadOnlyList<string> paths, Action<string> warn) => Open(new RecordingReader(paths) { Warned = warn });

    /// <summary>Opens NDJSON that this program did not record.</summary>
    /// <param name="paths">The files; one that ends in <c>.gz</c> is decompressed, <c>-</c> is stdin.</param>
    /// <param name="format">What they are.</param>
    /// <exception cref="RecordingException">The first one cannot be opened, or a line of its beginning is wrong.</exception>
    public static RecordingSource Open(IReadOnlyList<string> paths, ImportFormat format) => Open(new ImportReader(paths, format));

    /// <summary>Opens the files of several writers that this program is none of, merged by time.</summary>
    /// <param name="writers">Each writer's files, in their order; one that ends in <c>.gz</c> is decompressed.</param>
    /// <param name="format">What their lines are.</param>
    /// <param name="warn">Called with each warning, one line, on any thread.</param>
    /// <exception cref="RecordingException">A file cannot be opened, or there is no message in any.</exception>
    public static RecordingSource Open(IReadOnlyList<IReadOnlyList<string>> writers, ILineFormat format, Action<string> warn) =>
        Open(new MergedReader(writers, format) { Warned = warn });

    /// <inheritdoc/>
    public void Dispose() => Reader.Dispose();

    private static RecordingSource Open(RecordReader reader)
    {
        if (!reader.TryRead(out var record) || record.Header is not { } first) throw new InvalidOperationException("a reader begins with a header");
        return new RecordingSource(new PeekedReader(reader, first) { Warned = reader.Warned }, first);
    }

    /// <summary>The first header once more, and then the rest.</summary>
    private sealed class PeekedReader(RecordReader inner, RecordingHeader first) : RecordReader
    {
        private RecordingHeader? _first = first;

        internal override long? TotalBytes => inner.TotalBytes;

        internal override long ReadBytes => inner.ReadBytes;

        public override void Dispose() => inner.Dispose();

        internal override bool TryRead(out Record record)
        {
            if (_first is null) return inner.TryRead(out record);
            record = new Record { Kind = RecordKind.Header, Header = _first };
            _first = null;
            return true;
        }
    }
}
