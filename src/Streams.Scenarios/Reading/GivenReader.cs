using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Sections;
using Streams.Definitions.Syntax;
using Streams.Definitions.Yaml;
using Streams.Scenarios.Definition;

namespace Streams.Scenarios.Reading;

/// <summary>Reads one line of <c>given</c>: when it happens, and what.</summary>
/// <param name="folder">The folder from which paths go.</param>
/// <param name="report">Where mistakes go.</param>
/// <param name="pipeline">The pipeline; null where it could not be read: then its names are not checked.</param>
internal sealed class GivenReader(string folder, Report report, PipelineDefinition? pipeline)
{
    private const int MostTimes = 10_000_000;
    private static readonly string[] Kinds = ["event", "payload", "payload_hex", "garbage", "from_file", "disconnect", "reconnect", "wall_clock"];
    private static readonly string[] OfEvents = ["event", "values", "workers"];

    /// <summary>The line; null where mistakes forbid it.</summary>
    public Given? Read(SettingsNode line)
    {
        var at = InstantReader.Instant(line, "at") ?? TimeSpan.Zero;
        var every = line.Duration("every");
        var until = InstantReader.Instant(line, "until");
        var times = Times(line, at, every, until);
        if (What(line, every is not null) is not { } what) return null;
        if (what is ScenarioAction.Events { Values.Count: > 1 and var count }) times = count;
        return new Given { Line = line.At.Line, At = at, Every = every ?? TimeSpan.Zero, Times = times, What = what };
    }

    private static int Times(SettingsNode line, TimeSpan at, TimeSpan? every, TimeSpan? until)
    {
        var hasValues = line.Keys.Contains("values");
        if (until is { } end && (every is null || hasValues || end < at))
        {
            var wrong = every is null ? "until without every" : hasValues ? "until beside values" : "it ends before it begins";
            line.Mistake("until", wrong, every is null ? "add every: 1s" : hasValues ? "leave until out: the values say how often"
                : "write until later than at");
        }

        if (every is not null && line.Keys.Contains("from_file")) line.Mistake("every", "every beside from_file", "leave it out: the recording tells when");
        if (every is null) return 1;
        if (until is null)
        {
            if (!hasValues && !line.Keys.Contains("until")) line.Mistake("every", "it happens again and again without an end", "add until: 1m");
            return 1;
        }

        var times = ((until.Value - at) / every.Value) + 1;
        if (times > MostTimes) line.Mistake("every", $"it happens more than {MostTimes} times", "make every longer, or until sooner");
        return (int)Math.Clamp(times, 1, MostTimes);
    }

    private ScenarioAction? What(SettingsNode line, bool repeats)
    {
        var kinds = Kinds.Where(line.Keys.Contains).ToList();
        line.AlsoKnown([.. Kinds, "values", "workers", "source", "subject", "late", "ahead", "duplicate"]);
        if (kinds.Count == 0 && OfEvents.Any(line.Keys.Contains)) kinds.Add("event");
        foreach (var second in kinds.Skip(1))
        {
            line.Mistake(second, $"{second} beside {kinds[0]}", "make it a line of its own");
            line.MarkRead(second);
        }

        switch (kinds.FirstOrDefault())
        {
            case null:
                // A misspelt one is told as an unknown key.
                if (line.Keys.All(key => key is "at" or "every" or "until" or "source" or "subject" or "late" or "ahead" or "duplicate"))
                {
                    line.Mistake("", "nothing happens here", $"add one of: {string.Join(", ", Kinds)}");
                }
                foreach (var key in (string[])["source", "subject", "late", "ahead", "duplicate"]) line.MarkRead(key);
                return null;
            case "disconnect" or "reconnect":
                return Connection(line, kinds[0]);
            case "wall_clock":
                return InstantReader.Signed(line, "wall_clock") is { } shift ? new ScenarioAction.WallClock(shift) : null;
            default:
                return Arrives(line, kinds[0], repeats);
        }
    }

    private ScenarioAction.Arrives? Arrives(SettingsNode line, string kind, bool repeats)
    {
        var source = Source(line);
        var late = Late(line, source);
        var duplicates = line.Count("duplicate") ?? 0;
        var arrivals = new ArrivalReader(report, line, source < 0 ? null : pipeline!.Sources[source]);
        ScenarioAction.Arrives? what = kind switch
        {
            "event" => arrivals.Events(repeats),
            "from_file" => new RecordedReader(folder, report).Read(line, source < 0 ? null : pipeline!.Sources[source]),
            "garbage" => line.Count("garbage") is { } bytes ? new ScenarioAction.Garbage(bytes) { Source = source } : null,
            _ => arrivals.Messages(kind),
        };
        return what is null || source < 0 ? null : what with { Source = source, Late = late, Duplicates = duplicates };
    }

    private int Source(SettingsNode line)
    {
        if (line.Scalar("source", required: true) is not { } name || pipeline is null) return -1;
        return Source(name);
    }

    private int Source(YamlNode.Scalar name)
    {
        var names = pipeline!.Sources.Select(s => s.Name).ToList();
        var index = names.IndexOf(name.Text);
        if (index < 0) report.Add(name.At, $"unknown source {Settings.Quote(name.Text)}", Nearest.Advice(name.Text, names));
        return index;
    }

    private TimeSpan Late(SettingsNode line, int source)
    {
        var late = line.Duration("late");
        var ahead = line.Duration("ahead");
        if (late is not null && ahead is not null) line.Mistake("ahead", "ahead beside late", "an event is one or the other");
        if (source >= 0 && !pipeline!.Sources[source].HasEventTime && (late ?? ahead) is not null)
        {
            line.Mistake(late is null ? "ahead" : "late",
                $"the events of source {Settings.Quote(pipeline.Sources[source].Name)} state no time: each counts when it arrives",
                "write when it arrives, in at");
        }

        return late ?? -ahead ?? TimeSpan.Zero;
    }

    private ScenarioAction.Connection? Connection(SettingsNode line, string kind)
    {
        var names = line.Scalars(kind, required: true);
        if (pipeline is null) return null;
        var sources = names.Select(Source).ToList();
        return sources.Contains(-1) ? null : new ScenarioAction.Connection(sources, kind == "reconnect");
    }
}
