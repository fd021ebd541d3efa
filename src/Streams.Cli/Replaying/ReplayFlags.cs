using System.CommandLine;
using System.Globalization;
using Streams.Cli.CommandLine;
using Streams.Cli.Options;
using Streams.Definitions.Syntax;
using Streams.Prometheus;
using Streams.Replaying;

namespace Streams.Cli.Replaying;

/// <summary>The options of <c>streams replay</c>.</summary>
internal sealed class ReplayFlags
{
    private readonly Option<string?> _speed = Text("--speed",
        "How fast recorded time passes: 1 as it did, 10 ten times as fast, max as fast as it can. Default: max; with --listen 1", "N");
    private readonly Option<string[]> _at = new("--at")
    {
        Description = "Prints the page at this instant: RFC 3339, or +90s from the beginning; may be repeated. Default: the recording's end",
        HelpName = "TIME",
    };
    private readonly Option<string?> _from = Text("--from", "The first instant of the output. Default: the recording's beginning", "TIME");
    private readonly Option<string?> _to = Text("--to", "The last instant of the output. Default: the recording's end", "TIME");
    private readonly Option<string?> _format = Text("--format", "How pages are printed: text or openmetrics. Default: text", "NAME");
    private readonly Option<string?> _listen = Text("--listen", "Serves the page while the replay runs, on an address such as :9091", "ADDR");
    private readonly Option<string[]> _allowHost = CommonOptions.AllowHost();
    private readonly Option<string?> _openMetrics = Text("--openmetrics", "Writes the history for promtool tsdb create-blocks-from openmetrics", "OUT");
    private readonly Option<string?> _csv = Text("--csv", "Writes every change of the series as CSV", "OUT");
    private readonly Option<string?> _json = Text("--json", "Writes every change of the series as JSON lines", "OUT");
    private readonly Option<string?> _scenario = Text("--to-scenario",
        "Writes the messages and what the series were at --from and --to as a scenario for streams test", "OUT");
    private readonly Option<bool> _force = new("--force") { Description = "With --to-scenario: overwrites an existing file" };
    private readonly Option<string[]> _series = new("--series")
    {
        Description = "The series of --csv, --json, --diff, with * and ?; may be repeated. Default: all of the pipelines'",
        HelpName = "GLOB",
    };
    private readonly Option<string?> _step = Text("--step",
        "The time between two instants of a history. Default: 15s with --openmetrics, else whenever something happened", "TIME");
    private readonly Option<string?> _diff = Text("--diff", "Lists the series that differ under another pipeline file", "FILE");
    private readonly Option<string?> _explain = Text("--explain", "Tells what makes a metric's number at --at", "METRIC");
    private readonly Option<string?> _worker = Text("--worker", "With --explain: tells why this worker is or is not in it", "ID");
    private readonly Option<string[]> _source = new("--source")
    {
        Description = "Takes a recorded source for another one of the pipeline; without NEW it is skipped. Of lines from elsewhere: the source that they are",
        HelpName = "OLD=NEW",
    };
    private readonly Option<string?> _time = Text("--time", "Reads JSON lines from elsewhere: where their time stands, such as /ts", "POINTER");
    private readonly Option<string?> _timeAs = Text("--time-as", $"What that time is: {string.Join(", ", ImportFormat.TimeNames)}. Default: rfc3339", "NAME");
    private readonly Option<string?> _sortWithin = Text("--sort-within",
        "Sorts lines from elsewhere that are out of order by so much, such as 10s. Default: 0s", "TIME");
    private readonly Option<string?> _start = Text("--start", "When Dynamo's recorder was started, whose lines count from there. Default: 1970-01-01T00:00:00Z",
        "TIME");
    private readonly Option<string[]> _set = CommonOptions.Set();

    internal void AddTo(Command command)
    {
        foreach (var option in (Option[])[_at, _from, _to, _format, _speed, _listen, _allowHost, _openMetrics, _csv, _json, _scenario, _force, _series, _step,
            _diff, _explain, _worker, _source, _time, _timeAs, _sortWithin, _start, _set]) command.Options.Add(option);
    }

    internal ReplayQuestion Read(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        var (recordings, pipelines) = ReplayInput.Split(arguments);
        RefuseTwo(parsed);
        var sources = parsed.GetValue(_source) ?? [];
        var import = Import(parsed, sources);
        var listen = parsed.GetValue(_listen) is null ? null : CommonOptions.ListenAddress(parsed, _listen!);
        return new ReplayQuestion
        {
            Recordings = recordings,
            Pipelines = pipelines,
            Parameters = CommonOptions.Parameters(parsed, _set),
            Renames = import is null ? ReplayInput.Renames(sources) : new Dictionary<string, string>(),
            Import = import,
            Start = Instant.Read(parsed, _start)?.At,
            Speed = Speed(parsed.GetValue(_speed) ?? (listen is null ? "max" : "1")),
            At = [.. (parsed.GetValue(_at) ?? []).Select(text => Instant.Parse("--at", text))],
            From = Instant.Read(parsed, _from),
            To = Instant.Read(parsed, _to),
            Format = parsed.GetValue(_format) switch
            {
                null or "text" => PageFormat.Text,
                "openmetrics" => PageFormat.OpenMetrics,
                var other => throw CommandException.Usage($"--format: {other} is none; text and openmetrics are"),
            },
            Listen = listen,
            AllowedHosts = CommonOptions.AllowedHosts(parsed, _allowHost),
            OpenMetrics = parsed.GetValue(_openMetrics),
            Csv = parsed.GetValue(_csv),
            Json = parsed.GetValue(_json),
            Scenario = parsed.GetValue(_scenario),
            Force = parsed.GetValue(_force),
            Series = parsed.GetValue(_series) ?? [],
            Diff = parsed.GetValue(_diff),
            Explain = parsed.GetValue(_explain),
            Worker = parsed.GetValue(_worker),
            Step = parsed.GetValue(_step) is { } step ? Duration("--step", step) : null,
        };
    }

    private void RefuseTwo(ParseResult parsed)
    {
        Option<string?>[] outputs = [_listen, _openMetrics, _csv, _json, _scenario, _diff, _explain];
        string[] given = [.. outputs.Where(option => parsed.GetValue(option) is not null).Select(option => option.Name)];
        if (given.Length > 1) throw CommandException.Usage($"{string.Join(" and ", given)} are two questions; ask one at a time");
        if (given is not ([] or ["--explain"]) && parsed.GetValue(_at) is { Length: > 0 })
        {
            throw CommandException.Usage($"{given[0]} takes no --at; --from and --to bound it");
        }
        if (given is ["--explain"] && parsed.GetValue(_at) is { Length: > 1 }) throw CommandException.Usage("--explain takes one --at");
        if (parsed.GetValue(_force) && given is not ["--to-scenario"])
        {
            throw CommandException.Usage("--force goes with --to-scenario; the other outputs replace a file");
        }
        if (parsed.GetValue(_worker) is not null && given is not ["--explain"])
        {
            throw CommandException.Usage("--worker goes with --explain; streams tap takes it, too");
        }
    }

    private ImportFormat? Import(ParseResult parsed, string[] sources)
    {
        var time = parsed.GetValue(_time);
        if (time is null && !sources.Any(s => !s.Contains('='))) return null;
        if (sources is not [var source] || source.Contains('=')) throw CommandException.Usage("lines from elsewhere are of one source: --source NAME, once");
        var timeAs = parsed.GetValue(_timeAs) ?? "rfc3339";
        if (!ImportFormat.TimeNames.Contains(timeAs))
        {
            throw CommandException.Usage($"--time-as: {timeAs} is none; {string.Join(", ", ImportFormat.TimeNames)} are");
        }
        return new ImportFormat
        {
            Source = source,
            Time = time,
            TimeAs = timeAs,
            SortWithin = parsed.GetValue(_sortWithin) is { } within ? Duration("--sort-within", within) : TimeSpan.Zero,
            Start = Instant.Read(parsed, _start)?.At ?? DateTimeOffset.UnixEpoch,
        };
    }

    private static TimeSpan Duration(string name, string text) =>
        DurationParser.Parse(text) is { } time && time > TimeSpan.Zero ? time
            : throw CommandException.Usage($"{name}: {text} is no time; {DurationParser.Form}");

    private static double? Speed(string text)
    {
        if (text == "max") return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && double.IsFinite(speed) && speed > 0
            ? speed
            : throw CommandException.Usage($"--speed: {text} is none; 1, 10 and max are");
    }

    private static Option<string?> Text(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName };
}
