using Streams.Cli.CommandLine;
using Streams.Lane;
using Streams.Prometheus;
using Streams.Recording;

namespace Streams.Cli.Replaying;

/// <summary>Answers one question to a recording.</summary>
internal static class ReplayRun
{
    private static readonly TimeSpan StandardStep = TimeSpan.FromSeconds(15);

    internal static async Task RunAsync(ReplayQuestion question, CancellationToken stop)
    {
        var recording = RecordingSource.Open(question.Recordings, Console.Error.WriteLine);
        var pipelines = ReplayInput.Pipelines(recording.First, question.Pipelines, question.Parameters);
        var sink = new PrometheusSink();
        using var replay = new Replay(recording, [.. pipelines.Select(p => (p, (Publishing.ISeriesSink)sink))], question.Renames, new LaneListener());
        using var progress = new ReplayProgress(replay);
        if (question.OpenMetrics is { } path) WriteHistory(question, replay, sink, path, stop);
        else if (question.Listen is { } listen) await ReplayServer.RunAsync(question, replay, sink, listen, [.. pipelines.Select(p => p.Name)], stop);
        else PrintPages(question, replay, sink, progress, stop);
    }

    /// <summary>The multiples of a step, from the epoch on, in a time that is asked for.</summary>
    internal static IEnumerable<DateTimeOffset> Steps(ReplayQuestion question, RecordingHeader first, TimeSpan step)
    {
        var from = question.From?.In(first) ?? first.Started;
        var to = question.To?.In(first) ?? DateTimeOffset.MaxValue;
        var sinceEpoch = (from - DateTimeOffset.UnixEpoch).Ticks;
        var at = DateTimeOffset.UnixEpoch.AddTicks((sinceEpoch + step.Ticks - 1) / step.Ticks * step.Ticks);
        for (; at <= to; at += step) yield return at;
    }

    internal static Pace? PaceOf(ReplayQuestion question) => question.Speed is { } speed ? new Pace(speed, TimeProvider.System) : null;

    private static void WriteHistory(ReplayQuestion question, Replay replay, PrometheusSink sink, string path, CancellationToken stop)
    {
        using var file = new OutputFile(path);
        using var output = new OpenMetricsOutput(sink);
        var stops = new ReplayStops(replay, output.Read) { Stops = first => Steps(question, first, question.Step ?? StandardStep), Pace = PaceOf(question) };
        stops.Run(stop);
        output.WriteTo(file.Stream);
        file.Commit();
    }

    private static void PrintPages(ReplayQuestion question, Replay replay, PrometheusSink sink, ReplayProgress progress, CancellationToken stop)
    {
        var output = new PageOutput(sink, question.Format, titled: question.At.Count > 1);
        IReadOnlyList<Instant> at = question.At.Count > 0 || question.To is null ? question.At : [question.To.Value];
        new ReplayStops(replay, output.Read)
        {
            Stops = first => at.Select(instant => instant.In(first)).Distinct().Order(),
            AtEnd = at.Count == 0,
            PastEnd = true,
            Pace = PaceOf(question),
        }.Run(stop);
        progress.Dispose();
        output.Print();
    }
}
