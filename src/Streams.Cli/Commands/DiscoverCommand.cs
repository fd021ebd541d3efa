using System.CommandLine;
using System.Text;
using Microsoft.Extensions.Logging;
using Streams.Cli.CommandLine;
using Streams.Cli.Discovering;
using Streams.Cli.Files;
using Streams.Cli.Hosting;
using Streams.Cli.Options;
using Streams.Cli.Pipelines;
using Streams.Lane;
using Streams.Publishing;

namespace Streams.Cli.Commands;

/// <summary><c>streams discover</c>: what there is to be heard, and the line that shows it.</summary>
internal static class DiscoverCommand
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    internal static Command Create()
    {
        var length = CommonOptions.Duration("--for", "How long it listens. Default: 5s", "TIME");
        var subject = new Option<string[]>("--subject")
        {
            Description = "Listens to this beside Dynamo's subjects, with * and >; may be repeated. Default: everything",
            HelpName = "SUBJECT",
        };
        var write = new Option<string?>("--write") { Description = "Writes a first pipeline for the JSON that is heard", HelpName = "FILE" };
        var force = new Option<bool>("--force") { Description = "With --write: overwrites an existing file" };
        var live = new LiveFlags();
        var command = new ExampleCommand(
            "discover",
            "Listens for a moment, and says what there is: fleets, releases, rates, other JSON, and how to see it.",
            "streams discover --nats nats://nats:4222",
            "streams discover --for 30s --subject 'plant.>' --write plant.yaml");
        foreach (var option in (Option[])[length, subject, write, force]) command.Options.Add(option);
        live.AddTo(command);
        command.SetAction(async parsed =>
        {
            var options = await live.ReadAsync(parsed, CancellationToken.None);
            var file = parsed.GetValue(write);
            using var output = file is null ? null : new OutputFile(file, parsed.GetValue(force));
            var listening = new Listening(parsed.GetValue(subject) is { Length: > 0 } given ? given : [">"], TimeProvider.System);
            var heardFor = await ListenAsync(listening, options, parsed.GetValue(length) ?? TimeSpan.FromSeconds(5));
            listening.Fleets.End();
            var report = new DiscoverReport(listening, heardFor, live.Given(parsed, options));
            if (report.IsEmpty)
            {
                throw CommandException.Failure($"nothing was heard in {heardFor.TotalSeconds:0.#} s{(options.Nats is { } at ? " on " + at.Redacted : "")}: "
                    + "is something at work there? --for 1m listens longer; "
                    + "a fleet from 1.3 on publishes over ZeroMQ, for which --discovery is needed");
            }

            report.Write(Console.Out);
            if (output is not null) Write(output, file!, report.Json, options);
        });
        return command;
    }

    private static async Task<TimeSpan> ListenAsync(Listening listening, LiveOptions options, TimeSpan length)
    {
        using var signal = new StopSignal();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(signal.Token);
        using var loggers = Loggers.Create(least: LogLevel.Warning);
        await using var connections = new Connections(options, loggers);
        var pipeline = listening.Pipeline;
        using var lane = new LaneHost(pipeline, new SeriesTable(), TimeProvider.System, new LaneListener());
        var running = new LiveLanes([pipeline], [lane], connections.Connect, []).RunAsync(ending.Token);
        var began = TimeProvider.System.GetTimestamp();
        var isUp = await UntilAsync(() => lane.Inputs[0].IsUp, LongestWait, running, signal.Token);
        if (!isUp)
        {
            Console.Error.WriteLine(
                signal.Token.IsCancellationRequested ? "stopped before anything could be heard" : $"no answer in {LongestWait.TotalSeconds} s");
        }
        else
        {
            began = TimeProvider.System.GetTimestamp();
            Console.Error.WriteLine($"listening for {length.TotalSeconds:0.#} s; Ctrl-C ends it earlier");
            await UntilAsync(() => false, length, running, signal.Token);
        }

        var heardFor = TimeProvider.System.GetElapsedTime(began);
        if (isUp && lane.Inputs.Any(i => i.Name == Listening.Others && !i.IsUp))
        {
            Console.Error.WriteLine("this account may not listen to all of it: name what it may hear by --subject");
        }

        await ending.CancelAsync();
        await running;
        return isUp ? heardFor : throw CommandException.Failure("nothing can be heard; what the log says above is why");
    }

    private static async Task<bool> UntilAsync(Func<bool> reached, TimeSpan longest, Task running, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        using var looks = new PeriodicTimer(Look);
        while (!reached())
        {
            if (running.IsCompleted || stop.IsCancellationRequested || TimeProvider.System.GetElapsedTime(began) >= longest) return false;
            await looks.WaitForNextTickAsync(CancellationToken.None);
        }

        return true;
    }

    /// <summary>Writes the pipeline, and reads it back: one that cannot be read is none.</summary>
    private static void Write(OutputFile output, string file, IReadOnlyList<HeardSubject> subjects, LiveOptions options)
    {
        if (subjects.Count == 0) throw CommandException.Failure($"no JSON was heard beside Dynamo's, so {file} is not written");
        var pipeline = new FirstPipeline();
        output.Stream.Write(Encoding.UTF8.GetBytes(pipeline.Text(Path.GetFileNameWithoutExtension(file), options.Nats?.Redacted ?? "the bus", subjects)));
        output.Stream.Flush();
        var mistakes = PipelineFiles.ReadOne(output.Beside, new Dictionary<string, string>()).Mistakes;
        if (mistakes.Count > 0)
        {
            throw CommandException.Failure(
                $"a pipeline could not be made of it: {mistakes[0].ToString().Replace(output.Beside, file)}; narrow it by --subject");
        }
        output.Commit();
        Console.Error.WriteLine($"{file}: {pipeline.Sources} sources, {pipeline.Metrics} metrics; next: streams check {file}, streams run {file}");
    }
}
