using System.CommandLine;
using Streams.Cli.CommandLine;
using Streams.Cli.Hosting;
using Streams.Cli.Replaying;

namespace Streams.Cli.Commands;

/// <summary><c>streams replay</c>: any question to what was recorded.</summary>
internal static class ReplayCommand
{
    internal static Command Create()
    {
        var arguments = new Argument<string[]>("RECORDING… PIPELINE")
        {
            Description = "Recordings in their order (- is stdin), or folders of Dynamo's traces, then pipeline files (.yaml). "
                + "Default: the built-in pipeline for NVIDIA Dynamo",
            Arity = ArgumentArity.OneOrMore,
        };
        var flags = new ReplayFlags();
        var command = new ExampleCommand(
            "replay",
            "Runs pipelines on a recording: the same numbers as live, at any instant.",
            "streams replay today.ndjson --at 2026-11-24T03:17:00Z",
            "streams replay /traces --at 2026-11-24T03:17:00Z",
            "streams replay today.ndjson my.yaml --at +90s",
            "streams replay week.*.ndjson.gz --openmetrics week.om --step 15s",
            "streams replay today.ndjson --listen :9091 --speed 10",
            "streams replay today.ndjson a.yaml --diff b.yaml",
            "streams replay today.ndjson --explain llm_load_avg --at 2026-11-24T03:17:00Z",
            "streams replay today.ndjson my.yaml --to +90s --to-scenario today.scenarios.yaml",
            "zstd -dc day.zst | streams replay -");
        UsageMistakes.RefuseFlags(command, arguments);
        command.Arguments.Add(arguments);
        flags.AddTo(command);
        command.SetAction(async parsed =>
        {
            using var signal = new StopSignal();
            await RecordingErrors.ToldAsync(() => ReplayRun.RunAsync(flags.Read(parsed, parsed.GetValue(arguments)!), signal.Token));
        });
        return command;
    }
}
