namespace Streams.Definitions.Syntax;

/// <summary>Lengths of time as files write them.</summary>
public static class DurationText
{
    /// <summary>A length of time in whole milliseconds, such as <c>1m30s</c>.</summary>
    public static string Of(TimeSpan length) => length < TimeSpan.Zero ? "-" + DurationParser.Format(-length) : DurationParser.Format(length);
}
