using Streams.Json;

namespace Streams.Replaying;

/// <summary>How imported lines, which this program did not write, become messages of one source.</summary>
public sealed record ImportFormat
{
    /// <summary>The source that all lines become messages of.</summary>
    public required string Source { get; init; }

    /// <summary>
    /// Where in each line its time stands, a JSON pointer; the line as a whole is the message. Null is a file of Dynamo's recorder, whose
    /// lines have <c>timestamp</c> and <c>event</c>.
    /// </summary>
    public string? Time { get; init; }

    /// <summary>What the time is: <c>rfc3339</c>, <c>unix_s</c>, <c>unix_ms</c>, <c>unix_us</c> or <c>unix_ns</c>. Default <c>rfc3339</c>.</summary>
    public string TimeAs { get; init; } = "rfc3339";

    /// <summary>How far a line may be before one that stands above it. Default 0 s.</summary>
    public TimeSpan SortWithin { get; init; }

    /// <summary>When Dynamo's recorder was started: its lines count milliseconds from there. Default the Unix epoch.</summary>
    public DateTimeOffset Start { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The names that <see cref="TimeAs"/> knows.</summary>
    public static IReadOnlyList<string> TimeNames { get; } = [.. JsonTimes.Forms.Keys];
}
