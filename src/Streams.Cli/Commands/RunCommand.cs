using System.CommandLine;
using Microsoft.Extensions.Logging;
using Streams.Cli.CommandLine;
using Streams.Cli.Hosting;
using Streams.Cli.Options;
using Streams.Cli.Pipelines;

namespace Streams.Cli.Commands;

/// <summary><c>streams run</c>: the daemon.</summary>
internal static class RunCommand
{
    internal static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Pipeline files. Default: the built-in one for NVIDIA Dynamo",
            Arity = ArgumentArity.ZeroOrMore
        };
        var listen = CommonOptions.Listen();
        var allowHost = CommonOptions.AllowHost();
        var set = CommonOptions.Set();
        var record = new Option<string?>("--record")
        {
            Description = "Records the messages that the pipeline takes; streams replay reads it",
            HelpName = "FILE"
        };
        var recordFlags = new RecordFlags();
        var each = ParameterSweep.Option();
        var live = new LiveFlags();
        var command = new ExampleCommand(
            "run",
            "Turns the messages of a fleet into metrics on :9091, until it is told to stop.",
            "streams run --nats nats://nats:4222",
            "streams run --discovery file --file-kv /tmp/dynamo_store_kv",
            "streams run --requests '/traces/requests*.jsonl.gz'",
            "streams run --set namespace=prod --set component=VllmWorker",
            "streams run --each component=backend,prefill",
            "streams run --record today.ndjson.gz",
            "streams run pipelines/dynamo.yaml my.yaml --listen 127.0.0.1:9091");
        UsageMistakes.RefuseFlags(command, files);
        command.Arguments.Add(files);
        foreach (var option in (Option[])[set, each, listen, allowHost, record]) command.Options.Add(option);
        recordFlags.AddTo(command);
        live.AddTo(command);
        command.SetAction(async parsed =>
        {
            var parameters = CommonOptions.Parameters(parsed, set);
            var varied = ParameterSweep.Read(parsed, each, parameters);
            using var signal = new StopSignal();
            var options = await live.ReadAsync(parsed, signal.Token);
            var pipelines = PipelineFiles.Read(parsed.GetValue(files) ?? [], parameters, varied, options.Parameters);
            var address = CommonOptions.ListenAddress(parsed, listen);
            var hosts = CommonOptions.AllowedHosts(parsed, allowHost);
            var logLimit = new LogLimit(TimeProvider.System);
            using var loggers = Loggers.Create(logLimit);
            var log = loggers.CreateLogger("nats");
            if (varied is not null && SharedSubjects.Of(pipelines) is { Count: > 0 } shared)
            {
                log.LogWarning("--each {Parameter}: what comes on {Subjects} does not tell one {Parameter} from another, so every pipeline shows all of it",
                    varied.Parameter, string.Join(", ", shared), varied.Parameter);
            }

            var recorders = parsed.GetValue(record) is { } path ? recordFlags.Open(parsed, path, pipelines, loggers.CreateLogger("streams")) : [];
            await using var connections = new Connections(
                options with { IsWhole = pipelines.Any(p => p.Parameters.GetValueOrDefault("namespace") == "*") }, loggers);
            var daemon = new Daemon(pipelines, connections.Connect, address, hosts, loggers, recorders, logLimit, connections.Fleet);
            await daemon.RunAsync(signal.Token);
        });
        return command;
    }
}
