using System.Globalization;

namespace Streams.Definitions.Syntax;

/// <summary>Lengths of time as files write them.</summary>
public static class DurationText
{
    /// <summary>A length of time such as <c>1m30s</c>; where milliseconds are not enough, seconds with a fraction.</summary>
    public static string Of(TimeSpan length)
    {
        if (length < TimeSpan.Zero) return "-" + Of(-length);
        return length.Ticks % TimeSpan.TicksPerMillisecond == 0 ? DurationParser.Format(length)
            : string.Create(CultureInfo.InvariantCulture, $"{length.Ticks / (decimal)TimeSpan.TicksPerSecond}s");
    }
}
