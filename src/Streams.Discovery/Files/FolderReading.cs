using Streams.Discovery.Following;

namespace Streams.Discovery.Files;

/// <summary>One reading after the other of the folders of a file store.</summary>
internal sealed class FolderReading
{
    private readonly KnownRecords _known;
    private readonly TimeProvider _time;
    private readonly string _folder;
    private readonly Bucket[] _buckets;

    internal FolderReading(string folder, KnownRecords known, TimeProvider time)
    {
        (_folder, _known, _time) = (folder, known, time);
        _buckets = [.. Buckets.All.Select(prefix => new Bucket(prefix, new DirectoryInfo(Path.Combine(folder, prefix))))];
    }

    /// <summary>Whether files were added, replaced or deleted since the last reading, as the folders' own times tell.</summary>
    internal bool HasChanged() => _buckets.Any(bucket => bucket.WrittenAt() != bucket.Written);

    /// <summary>Reads what is there.</summary>
    /// <exception cref="StoreException">There is no store.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal void Read()
    {
        if (!Directory.Exists(_folder)) throw new StoreException($"there is no folder {_folder}");
        _known.BeginReading();
        foreach (var bucket in _buckets) Read(bucket);
        _known.EndReading();
    }

    private void Read(Bucket bucket)
    {
        // Before its files are: what changes from here on is seen next time.
        bucket.Look();
        // A bucket that no process has opened yet has no folder.
        if (bucket.Written is null) return;
        var before = bucket.Files;
        bucket.Files = [];
        foreach (var file in bucket.Folder.EnumerateFiles())
        {
            // Files of a dot are being written.
            if (!file.Name.StartsWith('.')) Read(file, bucket, before.GetValueOrDefault(file.Name));
        }
    }

    private void Read(FileInfo file, Bucket bucket, RecordFile? seen)
    {
        var (touched, length) = (file.LastWriteTimeUtc, file.Length);
        var now = bucket.Files[file.Name] = seen is null ? RecordFile.First(bucket.Prefix + Uri.UnescapeDataString(file.Name), touched, length, _time)
            : seen.Touched == touched ? seen : seen.Again(touched, length, _time);
        if (!now.IsAlive(_time))
        {
            now.HasGone();
            return;
        }

        var key = now.Key;
        // A file is replaced whole, which its folder shows; that its time alone is new says that its owner lives.
        if (now == seen || (seen is not null && !bucket.IsNew && seen.Length == length && !now.IsReadAgain(_time)))
        {
            _known.Keep(key);
            return;
        }

        try
        {
            _known.Put(key, RecordFile.Read(file));
            now.HasBeenRead(_time);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Its owner has just deleted it.
        }
        catch (UnauthorizedAccessException e)
        {
            _known.Refuse(key, e.Message);
        }
    }

    private sealed class Bucket(string prefix, DirectoryInfo folder)
    {
        private bool _isNew;
        private bool _wasNew;

        internal string Prefix => prefix;

        internal DirectoryInfo Folder => folder;

        /// <summary>When the folder was last written to, as of the last reading; null where there was none.</summary>
        internal DateTime? Written { get; set; }

        /// <summary>Whether the folder was written to since the reading before the last: its time is no finer than a tick of the kernel.</summary>
        internal bool IsNew => _isNew || _wasNew;

        internal Dictionary<string, RecordFile> Files { get; set; } = [];

        /// <summary>Begins a reading.</summary>
        internal void Look()
        {
            var written = WrittenAt();
            (_wasNew, _isNew, Written) = (_isNew, written != Written, written);
        }

        internal DateTime? WrittenAt()
        {
            folder.Refresh();
            return folder.Exists ? folder.LastWriteTimeUtc : null;
        }
    }
}
