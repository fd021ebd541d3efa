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
        bucket.Written = bucket.WrittenAt();
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
        var touched = file.LastWriteTimeUtc;
        var isNew = seen is null || seen.Touched != touched;
        var now = bucket.Files[file.Name] = !isNew ? seen! : seen is null ? RecordFile.First(touched, _time) : RecordFile.Again(touched, _time);
        if (!now.IsAlive(_time)) return;
        var key = bucket.Prefix + Uri.UnescapeDataString(file.Name);
        if (!isNew)
        {
            _known.Keep(key);
            return;
        }

        try
        {
            _known.Put(key, RecordFile.Read(file));
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
        internal string Prefix => prefix;

        internal DirectoryInfo Folder => folder;

        /// <summary>When the folder was last written to, as of the last reading; null where there was none.</summary>
        internal DateTime? Written { get; set; }

        internal Dictionary<string, RecordFile> Files { get; set; } = [];

        internal DateTime? WrittenAt()
        {
            folder.Refresh();
            return folder.Exists ? folder.LastWriteTimeUtc : null;
        }
    }
}
