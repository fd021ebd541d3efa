using System.Text;
using NATS.Client.Core;
using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>What a real Prometheus makes of workers that leave and return (N3).</summary>
public sealed class PrometheusTests
{
    private const string Counter = """
        pipeline: counter
        sources:
          hits:
            dynamo: { feed: hit-rate, namespace: dynamo }
            expire: 10s
        metrics:
          llm_kv_hit_rate_isl_blocks_total: { help: Blocks in prompts, type: counter, from: hits, by: worker_id, value: sum(isl_blocks), remember: REMEMBER }
        """;

    private const string Isl = "llm_kv_hit_rate_isl_blocks_total";

    [Fact]
    public async Task Scrape_WorkerLeaves_ItsSeriesIsStaleInTheSameScrape()
    {
        await using var server = await NatsServer.StartAsync();
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        var worker = await StatsWorker.StartAsync(client, "dynamo_backend", "7", StatsWorker.Busy);
        var file = Repository.PipelineWith("short.yaml", ("expire: 10s", "expire: 3s"), ("every: 1s", "every: 200ms"));
        await using var program = await StreamsProcess.StartAsync("run", file, "--nats", server.Url);
        await using var prometheus = await PrometheusServer.StartAsync(("streams", await program.AddressAsync()));
        await UntilAsync(prometheus, "llm_kv_blocks_active == 768", "the worker shows");
        await worker.DisposeAsync();
        await UntilAsync(prometheus, "streams_workers == 0", "the worker has left");
        Assert.Empty(await prometheus.QueryAsync("llm_kv_blocks_active"));

        // The scrape that counts no worker any more is the one that ends the worker's series.
        var workers = await prometheus.SamplesAsync("streams_workers[5m]");
        var last = workers.ToList().FindLastIndex(s => s.Value == 1);
        Assert.Equal(768, Assert.Single(await prometheus.QueryAsync("llm_kv_blocks_active", workers[last].At)).Value);
        Assert.Empty(await prometheus.QueryAsync("llm_kv_blocks_active", workers[last + 1].At));
        Assert.Empty(await prometheus.QueryAsync("llm_load_avg", workers[last + 1].At));
    }

    [Theory]
    [InlineData("2m", 72, 0)]
    [InlineData("0s", 12, 1)]
    public async Task Scrape_CounterLeavesAndReturns_RateAndIncreaseAreRight(string remember, double back, double resets)
    {
        await using var server = await NatsServer.StartAsync();
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        var file = Repository.Pipeline("counter.yaml", Counter.Replace("REMEMBER", remember));
        await using var program = await StreamsProcess.StartAsync("run", file, "--nats", server.Url);
        await using var prometheus = await PrometheusServer.StartAsync(("streams", await program.AddressAsync()));
        await program.UntilStatusAsync("-/ready", 200);

        await UntilAsync(prometheus, "up == 1", "the first scrape");
        await HitsAsync(5);
        await UntilAsync(prometheus, Isl + " == 20", "five hits show");
        await HitsAsync(10);
        await UntilAsync(prometheus, Isl + " == 60", "ten more show");
        await UntilAsync(prometheus, "streams_workers == 0 unless on() " + Isl, "the worker has left");
        await HitsAsync(3);
        await UntilAsync(prometheus, $"{Isl} == {back}", "it is back, where it was or from nothing");

        // All after the first sample, and the 12 since its return; Prometheus extrapolates by at most a sample's distance at either end.
        var values = (await prometheus.SamplesAsync(Isl + "[5m]")).Select(s => s.Value).ToList();
        var counted = 60 - values[0] + 12;
        Assert.Equal(counted, values.Zip(values.Skip(1), (before, after) => after >= before ? after - before : after).Sum());
        Assert.Equal(resets, Assert.Single(await prometheus.QueryAsync($"resets({Isl}[5m])")).Value);
        Assert.InRange(Assert.Single(await prometheus.QueryAsync($"increase({Isl}[5m])")).Value, counted, counted * 1.5);
        var rates = await prometheus.SamplesAsync($"rate({Isl}[2s])[5m:300ms]");
        // At most 60 in 2 s, and 3.2 times that in a window with two samples.
        Assert.All(rates, r => Assert.InRange(r.Value, 0, 96));
        Assert.Contains(rates, r => r.Value > 0);

        async Task HitsAsync(int count)
        {
            for (var i = 0; i < count; i++) await client.PublishAsync("namespace.dynamo.kv-hit-rate", Encoding.UTF8.GetBytes("""{"worker_id":9,"isl_blocks":4,"overlap_blocks":1}"""));
        }
    }

    private static Task UntilAsync(PrometheusServer prometheus, string query, string what) =>
        Eventually.AnswersAsync(async () => (await prometheus.QueryAsync(query)).Count > 0 ? prometheus : null, what);
}
