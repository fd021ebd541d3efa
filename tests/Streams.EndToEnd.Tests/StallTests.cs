using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>N13 with the real program: while it does not run, no worker expires; while its server is lost, they do (N3).</summary>
public sealed class StallTests : IDisposable
{
    private const string Slots = "llm_requests_active_slots";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streams-stall-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Run_StoppedLongerThanAnyLease_LosesNoLivingWorker()
    {
        var file = Path.Combine(_folder.FullName, "stall.ndjson");
        string clock, lines;
        await using (var server = await NatsServer.StartAsync())
        await using (var program = await StreamsProcess.StartAsync("run", "--nats", server.Url, "--record", file))
        {
            await program.UntilStatusAsync("-/ready", 200);
            await using var fleet = StreamsProcess.StartSilently("simulate", "--nats", server.Url, "--workers", "2", "--rate", "20", "--release", "0.3.2,1.6.0");
            await program.UntilAsync(p => p.Named(Slots).Count == 4);
            await program.StopForAsync(TimeSpan.FromSeconds(12));
            await program.UntilAsync(p => p.Sum("streams_lane_stalls_total") == 1);
            var looks = 0;
            var page = await program.UntilAsync(p =>
            {
                Assert.True(p.Named(Slots).Count == 4, p.Text);
                return ++looks == 60;
            });
            Assert.Equal(0, page.Sum("streams_workers_expired_total"));
            Assert.InRange(page.Sum("streams_lane_stalled_seconds_total"), 12, 20);
            page.AssertAccounts();
            Assert.Single(program.Errors.Split('\n'), line => line.Contains("was not running for ", StringComparison.Ordinal));
            (clock, var text) = await program.ScrapeAsync(openMetrics: false);
            lines = Lines(text);
            Assert.Equal(0, await program.TerminateAsync());
        }

        Assert.Single(await File.ReadAllLinesAsync(file), line => line.Contains("\",\"until\":\"", StringComparison.Ordinal));
        var (exitCode, replayed, errors) = await StreamsProcess.RunAsync("replay", file, "--at", clock);
        Assert.True(exitCode == 0 && errors.Length == 0, errors);
        Assert.Equal(lines, Lines(replayed));
    }

    [Fact]
    public async Task Run_ServerLostLongerThanALease_LosesTheWorkersBehindIt()
    {
        await using var server = await NatsServer.StartAsync();
        var file = Repository.PipelineWith("short.yaml", ("expire: 10s", "expire: 4s"));
        await using var program = await StreamsProcess.StartAsync("run", file, "--nats", server.Url);
        await program.UntilStatusAsync("-/ready", 200);
        await using var fleet = StreamsProcess.StartSilently("simulate", "--nats", server.Url, "--workers", "2", "--rate", "20", "--release", "1.6.0");
        await program.UntilAsync(p => p.Named(Slots).Count == 2);
        await server.KillAsync();
        var page = await program.UntilAsync(p => p.Named(Slots).Count == 0);
        // Discovery, of which there is none, has no server to lose.
        Assert.Equal(1, page.Sum("streams_source_up"));
    }

    private static string Lines(string page) =>
        string.Join('\n', page.Split('\n').Where(line => line.StartsWith("llm_", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
}
