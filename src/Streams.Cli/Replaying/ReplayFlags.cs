using System.CommandLine;
using System.Globalization;
using Streams.Cli.CommandLine;
using Streams.Cli.Commands;
using Streams.Definitions.Syntax;
using Streams.Prometheus;

namespace Streams.Cli.Replaying;

/// <summary>The options of <c>streams replay</c>.</summary>
internal sealed class ReplayFlags
{
    private readonly Option<string?> _speed = Text("--speed", "How fast recorded time passes: 1, 10, max. Default: max, with --listen 1", "N");
    private readonly Option<string[]> _at = new("--at") { Description = "Prints the page at this instant: RFC 3339, or +90s from the beginning; may be repeated", HelpName = "TIME" };
    private readonly Option<string?> _from = Text("--from", "The first instant of the output", "TIME");
    private readonly Option<string?> _to = Text("--to", "The last instant of the output", "TIME");
    private readonly Option<string?> _format = Text("--format", "How pages are printed: text or openmetrics. Default: text", "NAME");
    private readonly Option<string?> _listen = Text("--listen", "Serves the page while the replay runs", "ADDR");
    private readonly Option<string?> _openMetrics = Text("--openmetrics", "Writes the history for promtool tsdb create-blocks-from openmetrics", "OUT");
    private readonly Option<string?> _step = Text("--step", "Between two instants of a history. Default: 15s", "TIME");
    private readonly Option<string[]> _source = new("--source") { Description = "Takes a recorded source for another one of the pipeline; without NEW it is skipped", HelpName = "OLD=NEW" };
    private readonly Option<string[]> _set = CommonOptions.Set();

    internal void AddTo(Command command)
    {
        foreach (var option in (Option[])[_at, _from, _to, _format, _speed, _listen, _openMetrics, _step, _source, _set]) command.Options.Add(option);
    }

    internal ReplayQuestion Read(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        var (recordings, pipelines) = ReplayInput.Split(arguments);
        var listen = parsed.GetValue(_listen) is null ? null : CommonOptions.ListenAddress(parsed, _listen!);
        return new ReplayQuestion
        {
            Recordings = recordings,
            Pipelines = pipelines,
            Parameters = CommonOptions.Parameters(parsed, _set),
            Renames = ReplayInput.Renames(parsed.GetValue(_source) ?? []),
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
            OpenMetrics = parsed.GetValue(_openMetrics),
            Step = parsed.GetValue(_step) is { } step ? Duration("--step", step) : null,
        };
    }

    private static TimeSpan Duration(string name, string text) =>
        DurationParser.Parse(text) is { } time && time > TimeSpan.Zero ? time : throw CommandException.Usage($"{name}: {text} is no time; {DurationParser.Form}");

    private static double? Speed(string text)
    {
        if (text == "max") return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && double.IsFinite(speed) && speed > 0
            ? speed
            : throw CommandException.Usage($"--speed: {text} is none; 1, 10 and max are");
    }

    private static Option<string?> Text(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName };
}
