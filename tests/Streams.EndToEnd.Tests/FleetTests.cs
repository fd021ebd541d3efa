using System.Globalization;
using System.Text;
using NATS.Client.Core;
using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>Messages in the shapes of Dynamo on a real nats-server, and the numbers that a person computes from them.</summary>
public sealed class FleetTests
{
    private const string A = "7587888657184927289";
    private const string HexA = "694d988806b92e39";
    private const string LoadOf = """{"worker_id":WORKER,"data":{"worker_stats":{"data_parallel_rank":null,"request_active_slots":1,"request_total_slots":8,"num_requests_waiting":2},"kv_stats":{"kv_active_blocks":100,"kv_total_blocks":200,"gpu_cache_usage_perc":null,"gpu_prefix_cache_hit_rate":0.5},"spec_decode_stats":null}}""";

    [Fact]
    public async Task Run_HitsOfTwoWorkers_ShowsTheirExactPercents()
    {
        await using var server = await NatsServer.StartAsync();
        await using var program = await StreamsProcess.StartAsync("run", "--nats", server.Url);
        await program.UntilStatusAsync("-/ready", 200);
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        foreach (var (worker, isl, overlap) in ((string, int, int)[])[(A, 32, 20), ("-3", 10, 0), (A, 100, 13), ("-3", 0, 0)])
        {
            await client.PublishAsync("namespace.dynamo.kv-hit-rate", Bytes($$"""{"worker_id":{{worker}},"isl_blocks":{{isl}},"overlap_blocks":{{overlap}}}"""));
        }

        var page = await program.UntilAsync(p => p.Sum("streams_events_accepted_total") == 4);
        Assert.Equal((100.0 * 33 / 132).ToString("R"), page[Series("llm_kv_hit_rate_percent", A)]);
        Assert.Equal("0", page[Series("llm_kv_hit_rate_percent", "-3")]);
        Assert.Equal("132", page[Series("llm_kv_hit_rate_isl_blocks_total", A)]);
        Assert.Equal("33", page[Series("llm_kv_hit_rate_overlap_blocks_total", A)]);
        Assert.Equal((100.0 * 33 / 142).ToString("R"), page["llm_kv_hit_rate_fleet_percent{endpoint=\"load_metrics\",component=\"backend\"}"]);
        Assert.Empty(page.Named("llm_load_avg"));
        page.AssertAccounts();
    }

    [Fact]
    public async Task Run_StatsAndLoad_ShowsSlotsBlocksAndLoadAndForgetsTheSilent()
    {
        await using var server = await NatsServer.StartAsync();
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        var worker = await StatsWorker.StartAsync(client, "dynamo_backend", HexA, StatsWorker.Busy);
        await using var program = await StreamsProcess.StartAsync("run", "--nats", server.Url);
        await program.UntilAsync(p => p[Series("llm_kv_blocks_active", A)] is not null);
        await client.PublishAsync("namespace.dynamo.kv_metrics", Bytes(LoadOf.Replace("WORKER", "5")));

        var page = await program.UntilAsync(p => p[Series("llm_kv_blocks_active", "5")] is not null);
        Assert.Equal("768", page[Series("llm_kv_blocks_active", A)]);
        Assert.Equal("12894", page[Series("llm_kv_blocks_total", A)]);
        Assert.Equal("3", page[Series("llm_requests_active_slots", A)]);
        Assert.Equal("1024", page[Series("llm_requests_total_slots", A)]);
        Assert.Equal("2", page[Series("llm_requests_waiting", "5")]);
        Assert.Equal("434", page[Load("llm_load_avg")]);
        Assert.Equal("334", page[Load("llm_load_std")]);

        await worker.DisposeAsync();
        var after = await program.UntilAsync(p => p[Series("llm_kv_blocks_active", A)] is null);
        Assert.Equal("100", after[Load("llm_load_avg")]);
        Assert.Equal("0", after[Load("llm_load_std")]);
        Assert.Equal(1, after.Sum("streams_workers_expired_total"));
        Assert.Equal(1, after.Sum("streams_workers"));
        after.AssertAccounts();
    }

    [Fact]
    public async Task Run_WorkerThatAnswersWithNothingNew_KeepsItsLoadUntilItStopsAnswering()
    {
        await using var server = await NatsServer.StartAsync();
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        var worker = await StatsWorker.StartAsync(client, "dynamo_backend", HexA, "null");
        var file = Repository.PipelineWith("short.yaml", ("expire: 10m", "expire: 5s"), ("expire: 10s", "expire: 5s"));
        await using var program = await StreamsProcess.StartAsync("run", file, "--nats", server.Url);
        await program.UntilStatusAsync("-/ready", 200);
        foreach (var id in (string[])[A, "5"]) await client.PublishAsync("namespace.dynamo.kv_metrics", Bytes(LoadOf.Replace("WORKER", id)));
        await program.UntilAsync(p => p.Named("llm_kv_blocks_active").Count == 2);

        // Worker 5 reported after A, answers nobody, and leaves with its lease: by then A's lease has ended, too.
        var page = await program.UntilAsync(p => p[Series("llm_kv_blocks_active", "5")] is null);
        Assert.Equal("100", page[Series("llm_kv_blocks_active", A)]);
        Assert.Equal("100", page[Load("llm_load_avg")]);

        await worker.DisposeAsync();
        page = await program.UntilAsync(p => p[Series("llm_kv_blocks_active", A)] is null);
        Assert.Empty(page.Named("llm_load_avg"));
        Assert.Equal(0, page.Sum("streams_workers"));
        page.AssertAccounts();
    }

    [Fact]
    public async Task Run_GarbageBetweenThreeThousandEvents_LosesNothing()
    {
        await using var server = await NatsServer.StartAsync();
        await using var program = await StreamsProcess.StartAsync("run", "--nats", server.Url);
        await program.UntilStatusAsync("-/ready", 200);
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        string[] garbage = ["", "not json", "[]", "{\"worker_id\":1.5,\"isl_blocks\":1,\"overlap_blocks\":1}", "{\"worker_id\":1,\"isl_blocks\":\"x\",\"overlap_blocks\":1}", "{\"worker_id\":1}", "{\"worker_id\":1,\"isl_blocks\":1,\"overlap_blocks\":1", "\u00ff\u00fe"];
        for (var i = 0; i < 3000; i++)
        {
            await client.PublishAsync("namespace.dynamo.kv-hit-rate", Bytes($$"""{"worker_id":{{i % 10}},"isl_blocks":2,"overlap_blocks":1}"""));
            if (i % 3 == 0) await client.PublishAsync("namespace.dynamo.kv-hit-rate", Bytes(garbage[i / 3 % garbage.Length]));
        }

        // The server answers for services that nobody serves, with a status.
        var page = await program.UntilAsync(p => p.Sum("streams_messages_received_total") - Statuses(p) == 4000);
        page.AssertAccounts();
        Assert.Equal(3000, page.Sum("streams_events_accepted_total"));
        Assert.Equal(6000, page.Sum("llm_kv_hit_rate_isl_blocks_total"));
        Assert.Equal(10, page.Named("llm_kv_hit_rate_percent").Count);
        Assert.Equal(1000, page.Sum("streams_messages_rejected_total") - Statuses(page) + page.Sum("streams_events_rejected_total"));
    }

    [Fact]
    public async Task Run_Sigterm_CountsWhatArrivedAndExitsZero()
    {
        await using var server = await NatsServer.StartAsync();
        await using var program = await StreamsProcess.StartAsync("run", "--nats", server.Url);
        await program.UntilStatusAsync("-/ready", 200);
        Assert.Equal(0, await program.TerminateAsync());
        Assert.Contains("stopped", program.Errors);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_NatsFallsSilent_NoticesAndStillStopsInTime(bool noticed)
    {
        await using var server = await NatsServer.StartAsync();
        await using var program = await StreamsProcess.StartAsync("run", "--nats", server.Url);
        await program.UntilStatusAsync("-/ready", 200);
        await server.FreezeAsync();
        if (noticed) await program.UntilStatusAsync("-/ready", 503);
        Assert.Equal(0, await program.TerminateAsync());
    }

    [Fact]
    public async Task Run_ServerWithPassword_LogsInAndTellsNoSecret()
    {
        await using var server = await NatsServer.StartAsync("authorization { user: eve, password: \"hush-hush\" }");
        var secrets = new Dictionary<string, string> { ["NATS_USER"] = "eve", ["NATS_PASSWORD"] = "hush-hush" };
        await using var program = await StreamsProcess.StartAsync(secrets, "run", "--nats", server.Url);
        await program.UntilStatusAsync("-/ready", 200);
        await using var other = await StreamsProcess.StartAsync("run", "--nats", server.Url.Replace("://", "://eve:hush-wrong@"));
        await other.UntilSaidAsync("Authorization Violation");
        Assert.Equal(503, await other.StatusAsync("-/ready"));
        Assert.DoesNotContain("hush", program.Errors + other.Errors + await other.GetAsync(""));
    }

    [Fact]
    public async Task Run_NatsAbsentThenThereThenKilledThenBack_StaysAndSaysSo()
    {
        await using var server = NatsServer.Absent();
        await using var program = await StreamsProcess.StartAsync("run", "--nats", server.Url);
        Assert.Equal(503, await program.StatusAsync("-/ready"));
        Assert.Equal(200, await program.StatusAsync("-/healthy"));
        await server.StartAgainAsync();
        await program.UntilStatusAsync("-/ready", 200);
        await server.KillAsync();
        await program.UntilStatusAsync("-/ready", 503);
        // Discovery, of which there is none, has no server to lose.
        await program.UntilAsync(p => p.Sum("streams_source_up") == 1);
        await program.UntilSaidAsync("lost NATS");
        await server.StartAgainAsync();
        await program.UntilStatusAsync("-/ready", 200);
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        await client.PublishAsync("namespace.dynamo.kv-hit-rate", Bytes("""{"worker_id":1,"isl_blocks":2,"overlap_blocks":1}"""));
        await program.UntilAsync(p => p[Series("llm_kv_hit_rate_percent", "1")] == "50");
    }

    [Fact]
    public async Task Run_SimulatedFleetOfManyReleases_ShowsEveryWorker()
    {
        await using var server = await NatsServer.StartAsync();
        await using var program = await StreamsProcess.StartAsync("run", "--nats", server.Url);
        await program.UntilStatusAsync("-/ready", 200);
        await using var fleet = StreamsProcess.StartSilently("simulate", "--nats", server.Url, "--workers", "2", "--rate", "200", "--release", "0.1.0,0.3.2,0.4.1,0.6.1,0.8.0,0.9.0,1.4.0,1.6.0");
        var page = await program.UntilAsync(p => p.Named("llm_kv_blocks_active").Count == 16);
        Assert.Equal(0, page.Sum("streams_events_rejected_total") + page.Sum("streams_messages_rejected_total") - Statuses(page));
        page.AssertAccounts();
        Assert.Equal(0, await fleet.TerminateAsync());
        await program.UntilAsync(p => p.Sum("streams_workers") < 16);
    }

    private static double Statuses(Page page) => page.Named("streams_messages_rejected_total")
        .Where(series => series.Contains("reason=\"status\"", StringComparison.Ordinal))
        .Sum(series => double.Parse(page[series]!, CultureInfo.InvariantCulture));

    private static string Series(string name, string worker) => $"{name}{{endpoint=\"load_metrics\",worker_id=\"{worker}\",component=\"backend\"}}";

    private static string Load(string name) => $"{name}{{endpoint=\"load_metrics\",component=\"backend\"}}";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
