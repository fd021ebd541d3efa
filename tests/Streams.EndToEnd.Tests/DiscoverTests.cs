using System.Text;
using NATS.Client.Core;
using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>What <c>streams discover</c> finds on a real nats-server, and that what it advises shows it.</summary>
public sealed class DiscoverTests
{
    [Fact]
    public async Task FleetsOfSeveralReleases_AreListed_EachWithTheLineThatShowsIt()
    {
        await using var server = await NatsServer.StartAsync();
        await using var usual = StreamsProcess.StartSilently("simulate", "--nats", server.Url, "--workers", "2", "--rate", "50", "--release", "0.4.1,1.6.0");
        await using var other = StreamsProcess.StartSilently("simulate", "--nats", server.Url, "--workers", "3", "--rate", "50", "--release", "0.1.1", "--namespace", "prod", "--component", "VllmWorker", "--endpoint", "load");
        var output = await DiscoverAsync(said => said.Contains("namespace.prod.kv-hit-rate") && said.Contains("1.4 and later") && said.Contains("3 workers give"), "--nats", server.Url, "--for", "2s");

        Assert.Contains("namespace dynamo of NVIDIA Dynamo: 4 workers\n", output);
        Assert.Contains("    2 workers of 0.4.1 to 0.6.0\n    2 workers of 1.4 and later\n", output);
        Assert.Matches(@"[\d.]+/s  namespace\.dynamo\.component\.backend\.endpoint\.generate\.forward-pass-metrics\n", output);
        Assert.Contains($"  see it:  streams run --nats {server.Url}\n", output);
        Assert.Contains("namespace prod of NVIDIA Dynamo: 3 workers\n  component VllmWorker, endpoints generate, load:\n    3 workers of 0.1.1 to 0.2.0\n", output);
        var line = $"run --nats {server.Url} --set namespace=prod --set component=VllmWorker --set endpoint=load";
        Assert.Contains($"  see it:  streams {line}\n", output);

        await using var program = await StreamsProcess.StartAsync(line.Split(' '));
        await program.UntilAsync(p => p.Named("llm_kv_blocks_active").Count == 3 && p.Named("llm_kv_hit_rate_percent").Count == 3);
    }

    [Fact]
    public async Task OwnJson_IsDescribed_AndItsFirstPipelineShowsIt()
    {
        await using var server = await NatsServer.StartAsync();
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        using var stop = new CancellationTokenSource();
        var publishing = PublishAsync(client, stop.Token);
        var file = Path.Combine(Directory.CreateTempSubdirectory("streams-").FullName, "mine.yaml");
        var output = await DiscoverAsync(said => said.Contains("3 subjects"), "--nats", server.Url, "--for", "1s", "--write", file, "--force");

        Assert.Matches(@"plant\.\*\.readings   3 subjects, [\d.]+/s, JSON\n", output);
        Assert.Matches(@"  /sensor/id +text: a, b +key sensor_id\n", output);
        Assert.Matches(@"  /ts +time, unix_ms +time\n", output);
        Assert.Matches(@"  /values/t +number, [\d.]+ to [\d.]+ +field t\n", output);
        Assert.Matches(@"  /trace_id +text, .*\n", output);
        Assert.DoesNotContain("key trace_id", output);
        Assert.Matches(@"bin\.x   [\d.]+/s, no JSON objects", output);
        Assert.Equal((0, ""), await CheckAsync(file));

        await using var program = await StreamsProcess.StartAsync("run", file, "--nats", server.Url);
        var page = await program.UntilAsync(p => p.Named("plant_readings_t").Count == 6 && p.Named("plant_readings_t_avg").Count == 6);
        Assert.NotNull(page["plant_readings_t{plant=\"north\",sensor_id=\"a\"}"]);
        Assert.Equal(0, page.Sum("streams_events_rejected_total"));
        page.AssertAccounts();
        await stop.CancelAsync();
        await publishing;
    }

    [Fact]
    public async Task ExistingFile_IsNotOverwritten()
    {
        var file = Repository.Pipeline("mine.yaml", "mine");
        var (exitCode, _, errors) = await StreamsProcess.RunAsync("discover", "--write", file);
        Assert.Equal(2, exitCode);
        Assert.Contains("--force", errors);
        Assert.Equal("mine", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Nothing_IsToldWithWhatToDo()
    {
        await using var server = await NatsServer.StartAsync();
        var (exitCode, output, errors) = await StreamsProcess.RunAsync("discover", "--nats", server.Url, "--for", "100ms");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains($"nothing was heard in 0.1 s on {server.Url}", errors);
        Assert.Contains("--discovery", errors);
    }

    [Fact]
    public async Task Account_ThatMayNotHearAll_HearsTheFleetAndSaysSo()
    {
        await using var server = await NatsServer.StartAsync(
            """authorization { users: [ { user: a, password: b }, { user: narrow, password: b, permissions: { subscribe: ["namespace.>", "_INBOX.>"] } } ] }""");
        await using var fleet = StreamsProcess.StartSilently("simulate", "--nats", server.Url.Replace("://", "://a:b@"), "--workers", "2", "--release", "1.6.0");
        var output = await DiscoverAsync(said => said.Contains("2 workers of 1.4 and later"), "--nats", server.Url.Replace("://", "://narrow:b@"), "--for", "1s");
        // The secret is not in what one might copy.
        Assert.DoesNotContain("narrow:b", output);
    }

    /// <summary>Discovers again until what was meant to speak has spoken: processes take their time to start.</summary>
    private static async Task<string> DiscoverAsync(Func<string, bool> isWhole, params string[] args) =>
        await Eventually.AnswersAsync(
            async () => await StreamsProcess.RunAsync(["discover", .. args]) is (0, var output, _) && isWhole(output) ? output : null, "all is discovered");

    private static async Task<(int, string)> CheckAsync(string file) => await StreamsProcess.RunAsync("check", file) is var (exitCode, output, _) ? (exitCode, output) : default;

    private static async Task PublishAsync(NatsConnection client, CancellationToken stop)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        try
        {
            for (var i = 0; ; i++)
            {
                var reading = $$$"""{"ts":{{{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}}},"sensor":{"id":"{{{"ab"[i % 2]}}}"},"values":{"t":{{{20 + (i % 7)}}}.5},"trace_id":"{{{i:x}}}"}""";
                await client.PublishAsync($"plant.{new[] { "north", "south", "west" }[i % 3]}.readings", Encoding.UTF8.GetBytes(reading), cancellationToken: stop);
                await client.PublishAsync("bin.x", new byte[] { 0x80, 1 }, cancellationToken: stop);
                await pace.WaitForNextTickAsync(stop);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }
}
