using Streams.Discovery.Following;

namespace Streams.Discovery.Files;

/// <summary>What is known of a record's file: its time, and since when, on our clock, that has been so.</summary>
internal sealed class RecordFile
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    /// <summary>What somebody has written into a file in place is seen so late.</summary>
    private static readonly TimeSpan ReadsAgain = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _ageWhenSeen;
    private readonly long _seen;
    private long? _read;

    private RecordFile(string key, DateTime touched, long length, TimeSpan age, TimeProvider time) =>
        (Key, Touched, Length, _ageWhenSeen, _seen) = (key, touched, length, age, time.GetTimestamp());

    /// <summary>The record's key.</summary>
    internal string Key { get; }

    /// <summary>The time that its owner set, UTC.</summary>
    internal DateTime Touched { get; }

    /// <summary>Its bytes.</summary>
    internal long Length { get; }

    /// <summary>A file that is seen for the first time: only the wall clock tells how long its owner has been silent.</summary>
    internal static RecordFile First(string key, DateTime touched, long length, TimeProvider time) => new(key, touched, length, Age(touched, time), time);

    /// <summary>A file whose owner has set its time anew.</summary>
    internal RecordFile Again(DateTime touched, long length, TimeProvider time) => new(Key, touched, length, TimeSpan.Zero, time) { _read = _read };

    /// <summary>Its owner has gone, and its record with it: what comes back is read.</summary>
    internal void HasGone() => _read = null;

    /// <summary>Notes that its content has been read.</summary>
    internal void HasBeenRead(TimeProvider time) => _read = time.GetTimestamp();

    /// <summary>Whether its content was read long ago, or never.</summary>
    internal bool IsReadAgain(TimeProvider time) => _read is not { } read || time.GetElapsedTime(read) >= ReadsAgain;

    /// <summary>The file's bytes, at most one more than a record may have.</summary>
    internal static byte[] Read(FileInfo file)
    {
        using var stream = file.Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[Math.Min(stream.Length, KnownRecords.LongestValue + 1)];
        return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    internal bool IsAlive(TimeProvider time) => _ageWhenSeen + time.GetElapsedTime(_seen) <= Lease;

    private static TimeSpan Age(DateTime touched, TimeProvider time) =>
        time.GetUtcNow().UtcDateTime is var now && now > touched ? now - touched : TimeSpan.Zero;
}
