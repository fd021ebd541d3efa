using Streams.Discovery.Following;

namespace Streams.Discovery.Files;

/// <summary>What is known of a record's file: its time, and since when, on our clock, that has been so.</summary>
internal sealed class RecordFile
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _ageWhenSeen;
    private readonly long _seen;

    private RecordFile(DateTime touched, TimeSpan age, TimeProvider time) => (Touched, _ageWhenSeen, _seen) = (touched, age, time.GetTimestamp());

    /// <summary>The time that its owner set, UTC.</summary>
    internal DateTime Touched { get; }

    /// <summary>A file that is seen for the first time: only the wall clock tells how long its owner has been silent.</summary>
    internal static RecordFile First(DateTime touched, TimeProvider time) => new(touched, Age(touched, time), time);

    /// <summary>A file whose owner has set its time anew.</summary>
    internal static RecordFile Again(DateTime touched, TimeProvider time) => new(touched, TimeSpan.Zero, time);

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
