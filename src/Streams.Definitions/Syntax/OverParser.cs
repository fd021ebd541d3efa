using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Yaml;
using Streams.Windowing;

namespace Streams.Definitions.Syntax;

/// <summary>Reads one entry of <c>over</c> (N5): <c>all</c>, <c>10s</c> or <c>1m every 5s</c>.</summary>
internal static class OverParser
{
    /// <summary>The most panes of a window, length / every: at 100,000 workers each takes megabytes.</summary>
    internal const int MostPanes = 1000;

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

        if (length.Ticks % every.Ticks != 0)
        {
            report.Add(everyAt, $"every {DurationParser.Format(every)} does not divide the window {DurationParser.Format(length)}",
                "choose one that goes into the window a whole number of times");
            return null;
        }

        var panes = length.Ticks / every.Ticks;
        if (panes <= MostPanes) return Over.Hopping(length, every);
        report.Add(everyAt, $"{DurationParser.Format(length)} every {DurationParser.Format(every)} has {panes} panes, each with a place for every worker",
            $"{MostPanes} are the most: write every {DurationParser.Format(ShortestStep(length))} or more");
        return null;
    }

    /// <summary>The shortest step of whole seconds, of milliseconds in a short window, that divides the window into as many panes as there may be.</summary>
    private static TimeSpan ShortestStep(TimeSpan length)
    {
        var unit = length.Ticks % TimeSpan.TicksPerSecond == 0 && length.TotalSeconds >= MostPanes ? TimeSpan.TicksPerSecond : TimeSpan.TicksPerMillisecond;
        var step = (length.Ticks + (MostPanes * unit) - 1) / (MostPanes * unit) * unit;
        while (length.Ticks % step != 0) step += unit;
        return TimeSpan.FromTicks(step);
    }

    private static TimeSpan? Duration(TextCursor text)
    {
        var at = text.At;
        var token = text.Token();
        if (DurationParser.Parse(token) is { } length && length > TimeSpan.Zero) return length;
        text.MistakeAt(at, $"{Settings.Quote(token)} is no window", "write all, a length such as 10s, or 1m every 5s");
        return null;
    }
}
