using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Streams.Benchmarks;

/// <summary>An hour of hit events in one recording, through the real program as fast as it can, and through a Go program.</summary>
internal static class Replays
{
    private static readonly DateTime Started = new(2026, 11, 24, 3, 0, 0, DateTimeKind.Utc);

    internal static async Task<string> RunAsync(int events, int workers)
    {
        var folder = Directory.CreateTempSubdirectory("streams-replays-");
        try
        {
            var recording = Path.Combine(folder.FullName, "hour.ndjson");
            Write(recording, events, workers);
            var go = await MeasureAsync(await GoReplay.BuildAsync(folder.FullName), recording);
            var page = await MeasureAsync("dotnet", StreamsProgram.File, "replay", recording, "--speed", "max");
            if (!GoReplay.Hits(page.Output).SequenceEqual(GoReplay.Hits(go.Output))) throw new InvalidOperationException("the Go program gives another page");
            var history = await MeasureAsync("dotnet", StreamsProgram.File, "replay", recording, "--openmetrics", Path.Combine(folder.FullName, "hour.om"), "--step", "15s");
            return string.Create(CultureInfo.InvariantCulture, $"replay {events} events, {workers} workers, {new FileInfo(recording).Length >> 20} MiB: {events / page.Seconds:F0}/s, {page.Cpu / events * 1e6:F2} CPU s per million, RSS {page.Rss >> 20} MiB; Go {events / go.Seconds:F0}/s, {go.Cpu / events * 1e6:F2} CPU s per million, RSS {go.Rss >> 20} MiB, the same series of hits: {go.Seconds / page.Seconds:F1} times Go; --openmetrics {history.Seconds:F1} s, {history.Cpu:F1} CPU s, RSS {history.Rss >> 20} MiB");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Write(string path, int events, int workers)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20) { NewLine = "\n" };
        file.WriteLine("{\"streams\":1,\"started\":\"2026-11-24T03:00:00.0000000Z\",\"pipeline\":\"dynamo\",\"parameters\":{}}");
        for (var i = 0; i < events; i++)
        {
            var at = Started.AddTicks(1 + (TimeSpan.TicksPerHour / events * i));
            file.WriteLine($"{{\"at\":\"{at:O}\",\"source\":\"hits\",\"subject\":\"namespace.dynamo.kv-hit-rate\",\"data\":{{\"worker_id\":{7587888657184000000 + (i % workers)},\"isl_blocks\":32,\"overlap_blocks\":{i % 32}}}}}");
        }

        file.WriteLine("{\"end\":\"2026-11-24T04:00:00.0000000Z\"}");
    }

    private static async Task<(double Seconds, double Cpu, long Rss, string Output)> MeasureAsync(string file, params string[] args)
    {
        var began = Stopwatch.GetTimestamp();
        using var program = Process.Start(new ProcessStartInfo(file, args) { RedirectStandardOutput = true })!;
        long rss = 0;
        var reading = program.StandardOutput.ReadToEndAsync();
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var cpu = TimeSpan.Zero;
        while (!program.HasExited)
        {
            program.Refresh();
            try
            {
                (rss, cpu) = (Math.Max(rss, program.PeakWorkingSet64), program.TotalProcessorTime);
            }
            catch (InvalidOperationException)
            {
                // It ended between the two looks.
            }

            await looks.WaitForNextTickAsync();
        }

        var output = await reading;
        if (program.ExitCode != 0) throw new InvalidOperationException($"{file} failed");
        return (Stopwatch.GetElapsedTime(began).TotalSeconds, cpu.TotalSeconds, rss, output);
    }
}
