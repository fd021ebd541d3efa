using Streams.Definitions.Yaml;
using Streams.Windowing;

namespace Streams.Definitions.Syntax;

/// <summary>Reads one entry of <c>over</c> (N5): <c>all</c>, <c>10s</c> or <c>1m every 5s</c>.</summary>
internal static class OverParser
{
    /// <summary>Reads it; null, and a mistake, where it is wrong.</summary>
    public static Over? Parse(YamlNode.Scalar scalar, Report report)
    {
        var text = new TextCursor(scalar, report);
        if (text.TakeWord("all") && text.IsAtEnd) return Over.All;
        if (Duration(text) is not { } length) return null;
        if (text.IsAtEnd) return Over.Tumbling(length);
        if (!text.TakeWord("every"))
        {
            text.Mistake($"{text.NextNoun} behind a window's length", "write a length, or LENGTH every STEP, such as 1m every 5s");
            return null;
        }

        var everyAt = text.At;
        if (Duration(text) is not { } every) return null;
        if (!text.IsAtEnd)
        {
            text.Mistake($"{text.NextNoun} behind a window", "write one window an item, such as [10s, 1m every 5s]");
            return null;
        }

        if (length.Ticks % every.Ticks == 0) return Over.Hopping(length, every);
        report.Add(everyAt, $"every {DurationParser.Format(every)} does not divide the window {DurationParser.Format(length)}", "choose one that goes into the window a whole number of times");
        return null;
    }

    private static TimeSpan? Duration(TextCursor text)
    {
        var at = text.At;
        var token = text.Token();
        if (DurationParser.Parse(token) is { } length && length > TimeSpan.Zero) return length;
        text.MistakeAt(at, $"{Report.Quote(token)} is no window", "write all, a length such as 10s, or 1m every 5s");
        return null;
    }
}
