using System.CommandLine;
using Microsoft.Extensions.Logging;
using Streams.Cli.CommandLine;
using Streams.Cli.Hosting;
using Streams.Cli.Options;
using Streams.Cli.Pipelines;
using Streams.Cli.Replaying;
using Streams.Cli.Tapping;
using Streams.Definition;
using Streams.Definitions.Syntax;
using Streams.Lane;
using Streams.Publishing;
using Streams.Replaying;

namespace Streams.Cli.Commands;

/// <summary><c>streams tap</c>: events as they are judged, live or from a recording.</summary>
internal static class TapCommand
{
    internal static Command Create()
    {
        var arguments = new Argument<string[]>("RECORDING… PIPELINE")
        {
            Description = "Recordings (none is live), then a pipeline file (.yaml). Default: the built-in one for NVIDIA Dynamo",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var source = new Option<string[]>("--source") { Description = "Only of this source; may be repeated", HelpName = "NAME" };
        var worker = new Option<string?>("--worker") { Description = "Only of this worker", HelpName = "ID" };
        var rejected = new Option<bool>("--rejected") { Description = "Only what was not accepted" };
        var limit = CommonOptions.Number("--limit", "Ends after so many lines. Default: at the recording's end; live never", "N", least: 1, example: 20);
        var set = CommonOptions.Set();
        var live = new LiveFlags();
        var command = new ExampleCommand(
            "tap",
            "Shows decoded events and rejections as JSON lines: why is my series absent?",
            "streams tap --nats nats://nats:4222 --worker 7587888657184927289",
            "streams tap today.ndjson --rejected --limit 20");
        UsageMistakes.RefuseFlags(command, arguments);
        command.Arguments.Add(arguments);
        foreach (var option in (Option[])[source, worker, rejected, limit, set]) command.Options.Add(option);
        live.AddTo(command);
        command.SetAction(async parsed =>
        {
            var given = parsed.GetValue(arguments) ?? [];
            var recordings = given.Where(a => !ReplayInput.IsPipeline(a)).ToArray();
            var pipelines = given.Where(ReplayInput.IsPipeline).ToArray();
            if (pipelines.Length > 1) throw CommandException.Usage("one pipeline at a time is tapped; name one file");
            var choice = new TapChoice(parsed.GetValue(source) ?? [], parsed.GetValue(worker), parsed.GetValue(rejected),
                parsed.GetValue(limit) ?? int.MaxValue);
            var parameters = CommonOptions.Parameters(parsed, set);
            using var signal = new StopSignal();
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(signal.Token);
            try
            {
                if (recordings.Length > 0) await RecordingErrors.ToldAsync(() => TapRecording(recordings, pipelines, parameters, choice, enough));
                else await TapLiveAsync(pipelines, parameters, choice, await live.ReadAsync(parsed, enough.Token), enough);
            }
            catch (OperationCanceledException) when (enough.IsCancellationRequested)
            {
                // Enough lines, or asked to stop.
            }
        });
        return command;
    }

    /// <summary>The pipeline, which has the sources that are asked for.</summary>
    private static PipelineDefinition Known(PipelineDefinition pipeline, TapChoice choice)
    {
        string[] names = [.. pipeline.Sources.Select(s => s.Name)];
        return choice.Sources.FirstOrDefault(s => !names.Contains(s)) is { } unknown
            ? throw CommandException.Usage($"--source: the pipeline {pipeline.Name} has no source {unknown}; {Nearest.Advice(unknown, names)}")
            : pipeline;
    }

    private static Task TapRecording(string[] recordings, string[] pipelines, IReadOnlyDictionary<string, string> parameters, TapChoice choice,
        CancellationTokenSource enough)
    {
        var recording = ReplayInput.Open(recordings, start: null);
        var pipeline = Known(ReplayInput.Pipelines(recording.First, pipelines, parameters).Single(), choice);
        using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
        using var replay = new Replay(recording, [(pipeline, new SeriesTable())], new Dictionary<string, string>(), new LaneListener(),
            new TapOutput(output, choice, enough.Cancel));
        while (replay.NextSegment())
        {
            while (replay.NextMessage is { } next)
            {
                enough.Token.ThrowIfCancellationRequested();
                replay.AdvanceTo(next);
            }
        }

        return Task.CompletedTask;
    }

    private static async Task TapLiveAsync(string[] pipelines, IReadOnlyDictionary<string, string> parameters, TapChoice choice, LiveOptions options,
        CancellationTokenSource enough)
    {
        var pipeline = Known(PipelineFiles.Read(pipelines, parameters, standard: options.Parameters).Single(), choice);
        using var loggers = Loggers.Create();
        using var output = Console.OpenStandardOutput();
        await using var connections = new Connections(options, loggers);
        using var lane = new LaneHost(pipeline, new SeriesTable(), TimeProvider.System, new LaneListener(),
            tap: new TapOutput(output, choice, enough.Cancel) { Flushes = true });
        await new LiveLanes([pipeline], [lane], connections.Connect, []).RunAsync(enough.Token);
    }
}
