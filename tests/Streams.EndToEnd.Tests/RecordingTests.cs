using System.Text;
using NATS.Client.Core;
using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>The promise (L6) with the real program and a real nats-server: what a recording gives at an instant is what the live page showed then.</summary>
public sealed class RecordingTests : IDisposable
{
    private const int Scrapes = 60;

    private static readonly string[] Garbage =
        ["", "not json", "[]", "\"line\nbreak\"", " {\"worker_id\":9}", "{\"worker_id\":1.5,\"isl_blocks\":1,\"overlap_blocks\":1}", "{\"worker_id\":1}", "\u00ff\u00fe", "{\"worker_id\":77,\"isl_blocks\":3,\"overlap_blocks\":1,\"é\":\"\\ud83d\\ude00\"}"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streams-recording-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("live.ndjson")]
    [InlineData("live.ndjson.gz")]
    public async Task Replay_AtEveryScrapeOfALiveRun_GivesTheSameLines(string name)
    {
        var file = Path.Combine(_folder.FullName, name);
        // Leases so short that workers leave, and windows that close, while the run is on.
        var pipeline = Repository.PipelineWith("short.yaml", ("expire: 10m", "expire: 4s"), ("expire: 1h", "expire: 4s"), ("expire: 10s", "expire: 4s"), ("over: [10s, 1m every 5s]", "over: [1s, 3s every 1s]"));
        var live = await RecordAsync(pipeline, file);
        Assert.True(live.Select(l => l.Clock).Distinct().Count() >= Scrapes / 2);
        Assert.Contains(live, l => l.Lines.Contains("window=", StringComparison.Ordinal));
        Assert.Contains(live, l => l.Lines.Contains("worker_id=\"77\"", StringComparison.Ordinal));
        Assert.DoesNotContain("worker_id=\"77\"", live[^1].Lines);

        foreach (var openMetrics in (bool[])[false, true])
        {
            var expected = live.Where(l => l.OpenMetrics == openMetrics).DistinctBy(l => l.Clock).ToDictionary(l => l.Clock, l => l.Lines);
            var replayed = await ReplayAsync(file, pipeline, expected.Keys, openMetrics, "max");
            Assert.Equal(expected, replayed);
            Assert.Equal(replayed, await ReplayAsync(file, pipeline, expected.Keys, openMetrics, "10"));
        }

        var texts = live.Where(l => !l.OpenMetrics).DistinctBy(l => l.Clock).ToDictionary(l => l.Clock, l => l.Lines);
        Assert.Equal(texts, await ReplayAsync(file, pipeline, texts.Keys, openMetrics: false, "1"));
    }

    private static async Task<List<(string Clock, bool OpenMetrics, string Lines)>> RecordAsync(string pipeline, string file)
    {
        await using var server = await NatsServer.StartAsync();
        await using var program = await StreamsProcess.StartAsync("run", pipeline, "--nats", server.Url, "--record", file);
        await program.UntilStatusAsync("-/ready", 200);
        await using var fleet = StreamsProcess.StartSilently("simulate", "--nats", server.Url, "--workers", "3", "--rate", "400", "--release", "0.3.2,0.4.1,0.9.0,1.6.0");
        await program.UntilAsync(p => p.Named("llm_kv_blocks_active").Count == 12);
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        var live = new List<(string, bool, string)>();
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var i = 0; i < Scrapes; i++)
        {
            // The last garbage is an event of a worker that then falls silent.
            if (i < Scrapes / 3) await client.PublishAsync("namespace.dynamo.kv-hit-rate", Encoding.UTF8.GetBytes(Garbage[i % Garbage.Length]));
            if (i == 2 * Scrapes / 3)
            {
                Assert.Equal(0, await fleet.TerminateAsync(TimeSpan.FromSeconds(8)));
                await program.UntilAsync(p => p.Named("llm_kv_hit_rate_percent").Count == 0);
            }

            var (clock, text) = await program.ScrapeAsync(openMetrics: i % 2 == 1);
            live.Add((clock, i % 2 == 1, Lines(text)));
            await looks.WaitForNextTickAsync();
        }

        Assert.Equal(1, (await program.ReadAsync()).Sum("streams_recording_up"));
        Assert.Equal(0, await program.TerminateAsync(within: TimeSpan.FromSeconds(8)));
        return live;
    }

    private static async Task<Dictionary<string, string>> ReplayAsync(string file, string pipeline, IEnumerable<string> instants, bool openMetrics, string speed)
    {
        string[] at = [.. instants.SelectMany(t => (string[])["--at", t])];
        var (exitCode, output, errors) = await StreamsProcess.RunAsync(["replay", file, pipeline, "--speed", speed, "--format", openMetrics ? "openmetrics" : "text", .. at]);
        Assert.True(exitCode == 0 && errors.Length == 0, errors);
        return output.Split("# Streams-Clock: ", StringSplitOptions.RemoveEmptyEntries).ToDictionary(page => page[..page.IndexOf('\n')], page => Lines(page[page.IndexOf('\n')..]));
    }

    /// <summary>The pipeline's own lines, without the program's, in an order of their own.</summary>
    private static string Lines(string page) =>
        string.Join('\n', page.Split('\n').Where(line => line.StartsWith("llm_", StringComparison.Ordinal) || line.Contains(" llm_", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
}
