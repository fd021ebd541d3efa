using System.Globalization;
using System.Text;
using NATS.Client.Core;
using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>Made-up workers on a real nats-server, in the memory that the shipped files give: those that are there stay right, and a new one comes in.</summary>
public sealed class FloodTests
{
    private const int MadeUp = 200_000;
    private const int Memory = 512 << 20;
    private const string Hit = """{"worker_id":WORKER,"isl_blocks":BLOCKS,"overlap_blocks":20}""";
    private const string Load = """{"worker_id":WORKER,"dp_rank":0,"active_decode_blocks":5,"active_prefill_tokens":null}""";

    [Theory]
    [InlineData("namespace.dynamo.kv-hit-rate", Hit)]
    [InlineData("namespace.dynamo.kv_metrics", Load)]
    public async Task Run_TwoHundredThousandMadeUpWorkers_BendNobodysNumbersAndKeepNobodyOut(string subject, string message)
    {
        await using var server = await NatsServer.StartAsync();
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        var file = Repository.PipelineWith("flood.yaml", ("expire: 1h", "expire: 70s"), ("expire: 10m", "expire: 30s"));
        // Three quarters of the container's memory is what .NET takes of it.
        var limits = new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = (Memory / 4 * 3).ToString("x", CultureInfo.InvariantCulture) };
        await using var program = await StreamsProcess.StartAsync(limits, "run", file, "--nats", server.Url);
        var workers = new List<StatsWorker>();
        for (var id = 1; id <= 8; id++) workers.Add(await StatsWorker.StartAsync(client, "dynamo_backend", id.ToString("x"), StatsWorker.Busy));
        await program.UntilAsync(page => page.Named("llm_kv_blocks_active").Count == 8);
        await HitAsync(client, 8);
        var before = Resident(await program.UntilAsync(page => page.Named("llm_kv_hit_rate_percent").Count == 8));

        var flood = FloodAsync(client, subject, message);
        var scrapes = 0;
        while (!flood.IsCompleted || scrapes < 3)
        {
            await HitAsync(client, 8);
            var page = await program.ReadAsync();
            AssertRight(page, 8);
            Assert.InRange(Resident(page), 1, Memory);
            // Hits alone make nobody a worker; a report is proof of life at a bounded rate.
            if (message == Hit) Assert.Equal(8, page.Sum("streams_workers"));
            page.AssertAccounts();
            scrapes++;
        }

        await flood;
        workers.Add(await StatsWorker.StartAsync(client, "dynamo_backend", "9", StatsWorker.Busy));
        await program.UntilAsync(page => page[Series("llm_kv_blocks_active", 9)] is not null);
        // A hit of before would have been a stranger's, for whom there is no room.
        await HitAsync(client, 9);
        var full = await program.UntilAsync(page => page[Series("llm_kv_hit_rate_percent", 9)] is not null);
        AssertRight(full, 9);
        Assert.True(full.Sum("streams_events_rejected_total") > 0);

        var after = await program.UntilAsync(page => page.Sum("streams_workers") == 9 && Resident(page) < before * 3 / 2);
        AssertRight(after, 9);
        Assert.Equal(0, after.Sum("streams_page_failures_total"));
        foreach (var worker in workers) await worker.DisposeAsync();
    }

    [Fact]
    public async Task Run_CountsThatNoWorkerHas_AreCountedAndMoveNothing()
    {
        await using var server = await NatsServer.StartAsync();
        await using var program = await StreamsProcess.StartAsync("run", "--nats", server.Url);
        await program.UntilStatusAsync("-/ready", 200);
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        await HitAsync(client, 1);
        foreach (var blocks in (string[])["1e308", "18446744073709551615", "9007199254740993"]) await HitAsync(client, "2", blocks);
        await HitAsync(client, "1", "18446744073709551615");
        await HitAsync(client, "1", "-5");
        var page = await program.UntilAsync(p => p.Sum("streams_events_total") == 6);
        Assert.Equal("4", page["streams_events_rejected_total{pipeline=\"dynamo\",source=\"hits\",reason=\"out_of_range\"}"]);
        Assert.Equal("1", page["streams_events_rejected_total{pipeline=\"dynamo\",source=\"hits\",reason=\"negative\"}"]);
        Assert.Equal("62.5", page["llm_kv_hit_rate_fleet_percent{endpoint=\"load_metrics\",component=\"backend\"}"]);
        Assert.Equal("32", page[Series("llm_kv_hit_rate_isl_blocks_total", 1)]);
        page.AssertAccounts();

        // The greatest count of all: a sum of it neither stands still, nor goes.
        foreach (var blocks in (string[])["9007199254740992", "9007199254740992", "64"]) await HitAsync(client, "1", blocks);
        page = await program.UntilAsync(p => p.Sum("streams_events_total") == 9);
        Assert.Equal("64", page[Series("llm_kv_hit_rate_isl_blocks_total", 1)]);
        Assert.Equal("31.25", page[Series("llm_kv_hit_rate_percent", 1)]);
        Assert.Equal("3", page["streams_sums_restarted_total{pipeline=\"dynamo\"}"]);
    }

    private static async Task FloodAsync(NatsConnection client, string subject, string message)
    {
        var random = new Random(18);
        for (var i = 0; i < MadeUp; i++)
        {
            var text = message.Replace("WORKER", random.NextInt64(1000, long.MaxValue).ToString(CultureInfo.InvariantCulture)).Replace("BLOCKS", "32");
            await client.PublishAsync(subject, Encoding.UTF8.GetBytes(text));
        }

        await client.PingAsync();
    }

    private static async Task HitAsync(NatsConnection client, int workers)
    {
        for (var id = 1; id <= workers; id++) await HitAsync(client, id.ToString(CultureInfo.InvariantCulture), "32");
    }

    private static ValueTask HitAsync(NatsConnection client, string worker, string blocks) =>
        client.PublishAsync("namespace.dynamo.kv-hit-rate", Encoding.UTF8.GetBytes(Hit.Replace("WORKER", worker).Replace("BLOCKS", blocks)));

    private static void AssertRight(Page page, int workers)
    {
        for (var id = 1; id <= workers; id++)
        {
            Assert.Equal("768", page[Series("llm_kv_blocks_active", id)]);
            Assert.Equal("3", page[Series("llm_requests_active_slots", id)]);
            Assert.Equal("62.5", page[Series("llm_kv_hit_rate_percent", id)]);
        }
    }

    private static double Resident(Page page) => page.Sum("process_resident_memory_bytes");

    private static string Series(string name, int worker) => $"{name}{{endpoint=\"load_metrics\",worker_id=\"{worker}\",component=\"backend\"}}";
}
