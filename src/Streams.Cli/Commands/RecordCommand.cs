using System.CommandLine;
using Microsoft.Extensions.Logging;
using Streams.Cli.CommandLine;
using Streams.Cli.Hosting;
using Streams.Cli.Options;
using Streams.Cli.Pipelines;
using Streams.Lane;
using Streams.Publishing;

namespace Streams.Cli.Commands;

/// <summary><c>streams record</c>: what a pipeline's sources deliver, in a file, without the pipeline.</summary>
internal static class RecordCommand
{
    internal static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The recording; a name that ends in .gz is compressed" };
        var pipeline = new Argument<string?>("PIPELINE")
        {
            Description = "The pipeline whose sources are recorded. Default: the built-in one for NVIDIA Dynamo",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var set = CommonOptions.Set();
        var recordFlags = new RecordFlags();
        var live = new LiveFlags();
        var command = new ExampleCommand(
            "record",
            "Records what a pipeline's sources deliver, until it is told to stop.",
            "streams record today.ndjson.gz --nats nats://nats:4222",
            "streams record week.ndjson --rotate-every 1h",
            "streams record plant.ndjson my.yaml");
        UsageMistakes.RefuseFlags(command, pipeline);
        command.Arguments.Add(file);
        command.Arguments.Add(pipeline);
        command.Options.Add(set);
        recordFlags.AddTo(command);
        live.AddTo(command);
        command.SetAction(async parsed =>
        {
            using var signal = new StopSignal();
            var options = await live.ReadAsync(parsed, signal.Token);
            var recorded = PipelineFiles
                .Read(parsed.GetValue(pipeline) is { } path ? [path] : [], CommonOptions.Parameters(parsed, set), standard: options.Parameters)
                .Single();
            using var loggers = Loggers.Create();
            var log = loggers.CreateLogger("streams");
            var recorders = recordFlags.Open(parsed, parsed.GetValue(file)!, [recorded], log);
            using var recorder = recorders[0];
            await using var connections = new Connections(options, loggers);
            // Without metrics nothing is grouped, held or read: what is left of the lane is its order and its stamps.
            var bare = recorded with { Metrics = [] };
            using var lane = new LaneHost(bare, new SeriesTable(), TimeProvider.System, new LaneLog(bare.Name, log, TimeProvider.System), recorder: recorder);
            log.LogInformation("recording {Pipeline} into {File}", bare.Name, parsed.GetValue(file));
            await new LiveLanes([bare], [lane], connections.Connect, recorders).RunAsync(signal.Token);
            if (!recorder.IsUp) throw CommandException.Failure($"the recording is not whole: {recorder.Lost} messages came after it had failed");
            Goodbye.Say(log, lane.Inputs, "is recorded");
            var bytes = recorder.Files.Sum(path => new FileInfo(path) is { Exists: true } there ? there.Length : 0);
            log.LogInformation("{Messages} messages in {Files}, {Bytes} bytes; next: streams replay {First}",
                recorder.Messages, string.Join(", ", recorder.Files), bytes,
                recorder.Files.Count == 1 ? recorder.Files[0] : recorder.Files[0] + " …");
        });
        return command;
    }
}
