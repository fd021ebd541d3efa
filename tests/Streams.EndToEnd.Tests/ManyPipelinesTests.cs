using System.Text;
using System.Text.Json.Nodes;
using NATS.Client.Core;
using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>Several pipelines in one daemon: a lane each, one page, one connection.</summary>
public sealed class ManyPipelinesTests
{
    private const string Hit = """{"worker_id":9,"isl_blocks":4,"overlap_blocks":1}""";

    [Fact]
    public async Task Run_EachOfTwoComponents_ShowsEachOnesWorkersAndSaysWhatIsShared()
    {
        using var monitor = ReservedPort.Take();
        await using var server = await NatsServer.StartAsync($"http: \"127.0.0.1:{monitor.Number}\"");
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url, Name = "workers" });
        await using var backend = await StatsWorker.StartAsync(client, "fleet_backend", "b", StatsWorker.Busy);
        await using var prefill = await StatsWorker.StartAsync(client, "fleet_prefill", "c", StatsWorker.Busy);
        await using var program = await StreamsProcess.StartAsync("run", "--nats", server.Url, "--each", "component=backend,prefill", "--set", "namespace=fleet");
        await program.UntilStatusAsync("-/ready", 200);
        await client.PublishAsync("namespace.fleet.kv-hit-rate", Encoding.UTF8.GetBytes(Hit));

        var page = await program.UntilAsync(p => p.Named("llm_kv_blocks_active").Count == 2 && p.Named("llm_kv_hit_rate_percent").Count == 2);
        Assert.Equal("768", page[Series("llm_kv_blocks_active", "backend", 11)]);
        Assert.Equal("768", page[Series("llm_kv_blocks_active", "prefill", 12)]);
        Assert.Equal("25", page[Series("llm_kv_hit_rate_percent", "backend", 9)]);
        Assert.Equal("25", page[Series("llm_kv_hit_rate_percent", "prefill", 9)]);
        Assert.Equal(["streams_workers{pipeline=\"dynamo/backend\"}", "streams_workers{pipeline=\"dynamo/prefill\"}"], page.Named("streams_workers"));
        page.AssertAccounts();

        // Together they may pass what Prometheus takes of one page.
        var limit = File.ReadLines(Path.Combine(Repository.Root, "prometheus.yml")).First(line => line.Trim().StartsWith("sample_limit:", StringComparison.Ordinal)).Split(':', '#')[1].Trim();
        Assert.Contains($"2 pipelines together may show 360000 series, and prometheus.yml takes {limit} of a page", program.Errors);
        var said = Assert.Single(program.Errors.Split('\n'), line => line.Contains("--each component"));
        Assert.Contains("namespace.fleet.kv_metrics (load), namespace.fleet.kv-hit-rate (hits)", said);
        using var http = new HttpClient();
        var connections = JsonNode.Parse(await http.GetStringAsync($"http://127.0.0.1:{monitor.Number}/connz"))!["connections"]!.AsArray();
        Assert.Single(connections, c => c!["name"]!.GetValue<string>() == "streams");
    }

    [Fact]
    public async Task Run_EachOfTwoNamespaces_SharesTheRowsOfRequestsAlone()
    {
        await using var server = await NatsServer.StartAsync();
        var file = Repository.PipelineWith("named.yaml", ("  endpoint: ${endpoint}", "  endpoint: ${endpoint}\n  namespace: ${namespace}"));
        await using var program = await StreamsProcess.StartAsync("run", file, "--nats", server.Url, "--each", "namespace=a,b");
        await program.UntilStatusAsync("-/ready", 200);
        // Rows of requests come on one subject for all.
        Assert.Contains("what comes on dynamo.request_trace.v1 (requests) does not tell", program.Errors);
        Assert.Equal(2, (await program.ReadAsync()).Named("streams_workers").Count);
    }

    [Fact]
    public async Task Run_EachOfTwoNamespaces_OfTheBuiltInPipeline_PartsThemByALabelThatAReplayHas()
    {
        await using var server = await NatsServer.StartAsync();
        var file = Path.Combine(Directory.CreateTempSubdirectory("streams-").FullName, "fleets.ndjson");
        await using var program = await StreamsProcess.StartAsync("run", "--nats", server.Url, "--each", "namespace=a,b", "--record", file);
        await program.UntilStatusAsync("-/ready", 200);
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        await client.PublishAsync("namespace.a.kv-hit-rate", Encoding.UTF8.GetBytes(Hit));
        await client.PublishAsync("namespace.b.kv-hit-rate", Encoding.UTF8.GetBytes(Hit.Replace("\"overlap_blocks\":1", "\"overlap_blocks\":3", StringComparison.Ordinal)));
        var page = await program.UntilAsync(p => p.Sum("streams_events_accepted_total") == 2);
        Assert.Equal("25", page[Fleet("a")]);
        Assert.Equal("75", page[Fleet("b")]);
        // Discovery is none of the server's affairs.
        Assert.DoesNotContain("discovery listens", program.Errors);
        Assert.Contains("what comes on dynamo.request_trace.v1 (requests) does not tell", program.Errors);
        Assert.Equal(0, await program.TerminateAsync());
        foreach (var name in (string[])["a", "b"])
        {
            var replayed = await StreamsProcess.RunAsync("replay", file.Replace("fleets.", $"fleets.{name}.", StringComparison.Ordinal));
            Assert.Equal(Own(page.Text, name), Own(replayed.Output, name));
            Assert.NotEmpty(Own(page.Text, name));
        }

        static string Fleet(string name) => $"llm_kv_hit_rate_fleet_percent{{endpoint=\"load_metrics\",namespace=\"{name}\",component=\"backend\"}}";
        static string[] Own(string text, string name) =>
            [.. text.Split('\n').Where(line => line.StartsWith("llm_kv_hit_rate", StringComparison.Ordinal) && line.Contains($"namespace=\"{name}\"", StringComparison.Ordinal)).Order()];
    }

    [Fact]
    public async Task Run_TwoFilesOnTheSameSubject_BothHearEveryMessage()
    {
        await using var server = await NatsServer.StartAsync();
        var other = Repository.PipelineWith("other.yaml", ("pipeline: dynamo", "pipeline: other"), ("  endpoint: ${endpoint}", "  endpoint: elsewhere"));
        await using var program = await StreamsProcess.StartAsync("run", "pipelines/dynamo.yaml", other, "--nats", server.Url);
        await program.UntilStatusAsync("-/ready", 200);
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        for (var i = 0; i < 100; i++) await client.PublishAsync("namespace.dynamo.kv-hit-rate", Encoding.UTF8.GetBytes(Hit));
        var page = await program.UntilAsync(p => p.Sum("streams_events_accepted_total") == 200);
        Assert.Equal(["400", "400"], page.Named("llm_kv_hit_rate_isl_blocks_total").Select(s => page[s]!));
        page.AssertAccounts();
        Assert.DoesNotContain("--each", program.Errors);
    }

    private static string Series(string name, string component, int worker) => $"{name}{{component=\"{component}\",endpoint=\"load_metrics\",worker_id=\"{worker}\"}}";
}
