namespace Streams.Cli.Hosting;

/// <summary>What is wrong with an event's time that is off by far: most often its unit.</summary>
internal static class TimeUnits
{
    private const double DaysOfAYear = 365.25;

    private static readonly TimeSpan Near = TimeSpan.FromDays(2);
    private static readonly (string Name, double PerSecond)[] Units = [("unix_s", 1), ("unix_ms", 1e3), ("unix_us", 1e6), ("unix_ns", 1e9)];

    /// <summary>A length of time in the unit that a person would use.</summary>
    internal static string Distance(TimeSpan length) => length.TotalDays switch
    {
        >= 2 * DaysOfAYear => $"{Math.Floor(length.TotalDays / DaysOfAYear)} years",
        >= 2 => $"{Math.Floor(length.TotalDays)} days",
        _ => $"{Math.Floor(length.TotalHours)} hours",
    };

    /// <summary>What to look at: the unit under which the same number would be now, if there is one.</summary>
    internal static string Advice(DateTimeOffset time, DateTimeOffset clock)
    {
        var seconds = (time - DateTimeOffset.UnixEpoch).TotalSeconds;
        var now = (clock - DateTimeOffset.UnixEpoch).TotalSeconds;
        var pairs = Units.SelectMany(read => Units.Select(meant => (Read: read, Meant: meant)))
            .Where(p => p.Read != p.Meant && Math.Abs((seconds * p.Read.PerSecond / p.Meant.PerSecond) - now) < Near.TotalSeconds);
        return pairs.Select(p => $"{p.Read.Name} right, and not {p.Meant.Name}").ToArray() is { Length: > 0 } likely
            ? $"is {likely[0]}?"
            : "is the sender's clock right, and the form of its time?";
    }
}
