using Streams.Cli.CommandLine;
using Streams.Cli.Files;
using Streams.Cli.Pipelines;
using Streams.Definition;
using Streams.Lane;
using Streams.Prometheus;
using Streams.Publishing;
using Streams.Recording;
using Streams.Replaying;

namespace Streams.Cli.Replaying;

/// <summary>Answers one question to a recording.</summary>
internal static class ReplayRun
{
    private static readonly TimeSpan StandardStep = TimeSpan.FromSeconds(15);

    /// <summary>The most instants of a history between two messages, or after the last one: 15 s for five years.</summary>
    private const long MostSteps = 10_000_000;

    internal static Task RunAsync(ReplayQuestion question, CancellationToken stop)
    {
        var recording = ReplayInput.Open(question);
        var pipelines = ReplayInput.Pipelines(recording.First, question.Pipelines, question.Parameters);
        if (question.From?.In(recording.First) > question.To?.In(recording.First))
        {
            throw CommandException.Usage("--from is after --to; write the earlier one first");
        }
        if (question.Diff is { } other) return Run(() => Diff(question, recording, pipelines, other, stop));
        if (question.Explain is not null) return Run(() => Explain(question, recording, pipelines, stop));
        if (question.Csv is { } csv) return Run(() => WriteChanges(question, recording, pipelines, csv, stop));
        if (question.Json is { } json) return Run(() => WriteChanges(question, recording, pipelines, json, stop));
        if (question.Scenario is { } scenario) return Run(() => WriteScenario(question, recording, pipelines, scenario, stop));
        var sink = new PrometheusSink();
        var replay = Create(question, recording, [.. pipelines.Select(p => (p, (ISeriesSink)sink))]);
        if (question.Listen is { } listen) return ReplayServer.RunAsync(question, replay, sink, listen, [.. pipelines.Select(p => p.Name)], stop);
        return Run(question.OpenMetrics is { } path ? () => WriteHistory(question, replay, sink, path, stop) : () => PrintPages(question, replay, sink, stop));
    }

    internal static Pace? PaceOf(ReplayQuestion question) => question.Speed is { } speed ? new Pace(speed, TimeProvider.System) : null;

    private static Task Run(Action answer)
    {
        answer();
        return Task.CompletedTask;
    }

    private static Replay Create(ReplayQuestion question, RecordingSource recording, IReadOnlyList<(PipelineDefinition, ISeriesSink)> pipelines,
        LaneTap? tap = null)
    {
        try
        {
            return new Replay(recording, pipelines, question.Renames, new LaneListener(), tap);
        }
        catch (InvalidOperationException contradiction)
        {
            throw CommandException.Usage(contradiction.Message);
        }
    }

    /// <summary>The multiples of a step, from the epoch on, in the time that is asked for.</summary>
    private static IEnumerable<DateTimeOffset> Steps(ReplayQuestion question, Replay replay, RecordingHeader first, TimeSpan step)
    {
        var from = question.From?.In(first) ?? first.Started;
        var to = question.To?.In(first) ?? DateTimeOffset.MaxValue;
        // In ticks, which may go beyond the last instant that there is.
        var (begin, last) = ((from - DateTimeOffset.UnixEpoch).Ticks, (to - DateTimeOffset.UnixEpoch).Ticks);
        var at = begin / step.Ticks * step.Ticks;
        if (at < begin) at += step.Ticks;
        for (; at <= last; at += step.Ticks)
        {
            var reached = (replay.Reached - DateTimeOffset.UnixEpoch)?.Ticks ?? at;
            if ((Math.Min(reached, last) - at) / step.Ticks > MostSteps)
            {
                throw CommandException.Usage($"the next {MostSteps:N0} instants, {step} apart, end before {replay.Reached:yyyy-MM-dd}; "
                    + "a longer --step, or --from and --to, is needed");
            }

            yield return DateTimeOffset.UnixEpoch.AddTicks(at);
        }
    }

    /// <summary>Reads at every step, or, without one, whenever something happens.</summary>
    private static void ReadOn(ReplayQuestion question, Replay replay, Func<DateTimeOffset, bool> read, CancellationToken stop)
    {
        if (question.Step is { } step) new ReplayStops(replay, at => read(at)) { Stops = first => Steps(question, replay, first, step) }.Run(stop);
        else ReplayChanges.Run(replay, first => question.From?.In(first), first => question.To?.In(first), read, stop);
    }

    private static void WriteHistory(ReplayQuestion question, Replay replay, PrometheusSink sink, string path, CancellationToken stop)
    {
        using var file = new OutputFile(path);
        using var output = new OpenMetricsOutput(sink);
        using (replay)
        using (new ReplayProgress(replay))
        {
            new ReplayStops(replay, output.Read)
            {
                Stops = first => Steps(question, replay, first, question.Step ?? StandardStep),
                Pace = PaceOf(question),
            }.Run(stop);
        }

        output.WriteTo(file.Stream);
        file.Commit();
        Told(replay, path, $"{output.Summary}; next: promtool tsdb create-blocks-from openmetrics {path}");
    }

    /// <summary>What was done, in a line.</summary>
    private static void Told(Replay replay, string path, string what) => Console.Error.WriteLine($"{path}: of {replay.Messages} messages {what}");

    private static void PrintPages(ReplayQuestion question, Replay replay, PrometheusSink sink, CancellationToken stop)
    {
        var output = new PageOutput(sink, question.Format, titled: question.At.Count > 1);
        DateTimeOffset[] instants = [];
        IReadOnlyList<Instant> at = question.At.Count > 0 || question.To is null ? question.At : [question.To.Value];
        using (replay)
        using (new ReplayProgress(replay))
        {
            new ReplayStops(replay, output.Read)
            {
                Stops = first => instants = [.. at.Select(instant => instant.In(first)).Distinct().Order()],
                AtEnd = at.Count == 0,
                PastEnd = true,
                Pace = PaceOf(question),
            }.Run(stop);
        }

        output.Print();
        if (WarnOfLater(replay, instants) && !output.HasSeries) throw CommandException.Failure("no series of a pipeline is left by then");
    }

    /// <summary>Says of instants behind the recording's end that nothing is known of them; whether there are any.</summary>
    private static bool WarnOfLater(Replay replay, IReadOnlyList<DateTimeOffset> instants)
    {
        if (replay.Reached is not { } end || instants.Where(at => at > end).ToArray() is not [var later, ..]) return false;
        Console.Error.WriteLine($"{RecordStamp.Format(later)} is after the recording's end, {RecordStamp.Format(end)}: "
            + "shown is what would be left by then if nothing more had come");
        return true;
    }

    private static void WriteChanges(ReplayQuestion question, RecordingSource recording, IReadOnlyList<PipelineDefinition> pipelines, string path,
        CancellationToken stop)
    {
        var table = new SeriesTable();
        using var file = new OutputFile(path);
        using var replay = Create(question, recording, [.. pipelines.Select(p => (p, (ISeriesSink)table))]);
        var pattern = new SeriesPattern(question.Series);
        var output = new ChangesOutput(file.Stream, question.Json is not null, pattern, table);
        using (output)
        using (new ReplayProgress(replay))
        {
            ReadOn(question, replay, output.Read, stop);
        }

        file.Commit();
        Told(replay, path, $"{output.Count} changes of {output.Series} series");
        pattern.RefuseNone(table.Families.Select(family => family.Name));
    }

    private static void WriteScenario(ReplayQuestion question, RecordingSource recording, IReadOnlyList<PipelineDefinition> pipelines, string path,
        CancellationToken stop)
    {
        if (question.Pipelines is not [var pipelineFile]) throw CommandException.Usage("--to-scenario tests one pipeline file; name it after the recording");
        if (question.Recordings is not [var recorded] || recorded == "-" || question.Import is not null)
        {
            throw CommandException.Usage("--to-scenario takes one recording, of a file that streams wrote, or one folder of traces");
        }
        var (first, pipeline, table) = (recording.First, ParameterSweep.AsInItsFile(pipelines[0]), new SeriesTable());
        var (from, to) = (question.From?.In(first), question.To?.In(first));
        var areTraces = ReplayInput.AreTraces([recorded]);
        var messages = ReplayInput.Messages(question, recorded)
            .Select(m => m with { Source = question.Renames.GetValueOrDefault(m.Source, m.Source) })
            .Where(m => pipeline.Sources.Any(s => s.Name == m.Source) && !(first.Started + m.After > to)).ToArray();
        if (messages.Length > ScenarioOutput.MostMessages && areTraces)
        {
            throw CommandException.Usage(
                $"the traces have {messages.Length} messages up to --to, of which a scenario holds {ScenarioOutput.MostMessages}; choose an earlier --to");
        }
        if (messages.Length > ScenarioOutput.MostMessages && question.Renames.Count > 0)
        {
            throw CommandException.Usage(
                $"--source with {messages.Length} messages, of more than {ScenarioOutput.MostMessages} the recording's file is named; choose an earlier --to");
        }
        var output = new ScenarioOutput(path, pipeline, table);
        using var file = new OutputFile(path, question.Force);
        using (var replay = Create(question, recording, [(pipeline, table)]))
        using (new ReplayProgress(replay))
        {
            new ReplayStops(replay, at => output.Expect(at - first.Started))
            {
                Stops = _ => new[] { from, to }.OfType<DateTimeOffset>().Distinct(),
                AtEnd = to is null,
                PastEnd = true,
            }.Run(stop);
        }

        output.Write(file, pipelineFile, recorded, first.Started, messages);
        file.Commit();
    }

    private static void Diff(ReplayQuestion question, RecordingSource recording, IReadOnlyList<PipelineDefinition> pipelines, string other,
        CancellationToken stop)
    {
        if (pipelines.Count > 1) throw CommandException.Usage("--diff compares one pipeline with another; name one beside it");
        var (left, right) = (new SeriesTable(), new SeriesTable());
        var pattern = new SeriesPattern(question.Series);
        var output = new DiffOutput(left, right, pattern);
        var changed = ReplayInput.Pipelines(recording.First, [other], question.Parameters)[0];
        using (var replay = Create(question, recording, [(pipelines[0], left), (changed, right)]))
        using (new ReplayProgress(replay))
        {
            ReadOn(question, replay, output.Read, stop);
        }

        output.Print(Console.Out);
        pattern.RefuseNone(left.Families.Concat(right.Families).Select(family => family.Name));
        if (output.Count > 0) throw CommandException.Failure($"{output.Count} series differ");
    }

    private static void Explain(ReplayQuestion question, RecordingSource recording, IReadOnlyList<PipelineDefinition> pipelines, CancellationToken stop)
    {
        if (pipelines.Count > 1) throw CommandException.Usage("--explain speaks of one pipeline; name one");
        var table = new SeriesTable();
        var explanation = new Explanation(pipelines[0], question.Explain!, question.Worker);
        var text = new StringWriter();
        DateTimeOffset[] instants = [];
        var replay = Create(question, recording, [(explanation.Pipeline, table)], explanation);
        using (replay)
        using (new ReplayProgress(replay))
        {
            new ReplayStops(replay, at => explanation.Write(text, replay, table, at))
            {
                Stops = first => instants = [.. question.At.Select(instant => instant.In(first))],
                AtEnd = question.At.Count == 0,
                PastEnd = true,
            }.Run(stop);
        }

        Console.Out.Write(text);
        WarnOfLater(replay, instants);
    }
}
