using Streams.Nats;

namespace Streams.Dynamo.Growing;

/// <summary>One reading after the other of the files that patterns name.</summary>
internal sealed class FilesReading
{
    private readonly IReadOnlyList<FilePattern> _patterns;
    private readonly SourceFeed _feed;
    private readonly LineHandler _take;
    private readonly Dictionary<string, GrowingFile> _files = [];
    private readonly Queue<GrowingFile> _waiting = new();
    private bool _hasLooked;
    private int _told;

    internal FilesReading(IReadOnlyList<FilePattern> patterns, string subject, SourceFeed feed)
    {
        (_patterns, _feed) = (patterns, feed);
        _take = line =>
        {
            lock (feed.Reading) feed.Receive(subject, line);
        };
    }

    /// <summary>How many files there are.</summary>
    internal int Files => _files.Count;

    /// <summary>Bytes that were there at the first look.</summary>
    internal long PassedOver { get; private set; }

    /// <summary>Whether a folder that is to hold the files cannot be looked into.</summary>
    internal bool IsBlind { get; private set; }

    /// <summary>Looks which files there are; returns what is wrong, or null.</summary>
    internal string? Look()
    {
        string? wrong = null;
        var found = new List<string>();
        foreach (var pattern in _patterns)
        {
            try
            {
                found.AddRange(pattern.Files());
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                wrong ??= unreadable.Message;
            }
        }

        IsBlind = wrong is not null;
        // What cannot be seen is not gone.
        if (!IsBlind) foreach (var gone in _files.Keys.Except(found).ToArray()) _files.Remove(gone);
        foreach (var path in found.Where(path => !_files.ContainsKey(path))) _files.Add(path, new GrowingFile(path, _hasLooked ? 0 : LengthOf(path)));
        _hasLooked |= !IsBlind;
        foreach (var file in _files.Values) _waiting.Enqueue(file);
        return wrong ?? _files.Values.Select(file => file.Wrong).FirstOrDefault(w => w is not null);
    }

    /// <summary>Reads a piece of a file; false when all have been read as far as they are written.</summary>
    internal bool ReadPiece()
    {
        if (!_waiting.TryPeek(out var file)) return false;
        if (!file.TryRead(_take)) _waiting.Dequeue();
        lock (_feed.Reading) _feed.Flush();
        return true;
    }

    /// <summary>How many gzip members could not be read since the last call.</summary>
    internal int TakeBroken()
    {
        var broken = _files.Values.Sum(file => file.Broken);
        var more = broken - _told;
        _told = broken;
        return more;
    }

    private long LengthOf(string path)
    {
        var length = new FileInfo(path) is { Exists: true } file ? file.Length : 0;
        PassedOver += length;
        return length;
    }
}
