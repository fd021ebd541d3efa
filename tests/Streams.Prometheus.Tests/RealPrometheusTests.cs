using Streams.Prometheus.Tests.Support;
using Streams.Testing.Support;

namespace Streams.Prometheus.Tests;

public sealed class RealPrometheusTests
{
    [Fact]
    public async Task Scrape_BothFormats_PrometheusAgreesAndForgetsWhatLeft()
    {
        var sink = Some.OddPage();
        var leaves = sink.Series(Some.Gauge("llm_leaves", "A worker that leaves", ["worker_id"]), Some.OddLabel);
        leaves.Set(7);
        await using var endpoint = await RunningEndpoint.StartAsync(sink);
        await using var relay = await TextRelay.StartAsync(endpoint.Endpoint.Address);
        await using var prometheus = await PrometheusServer.StartAsync(("openmetrics", endpoint.Endpoint.Address), ("text", relay.Address));

        foreach (var job in new[] { "openmetrics", "text" })
        {
            var series = await Eventually.AnswersAsync(
                async () => await prometheus.QueryAsync($"{{job=\"{job}\",__name__=~\"llm_.*\"}}") is { Count: > 0 } found ? found : null, $"the first scrape of {job}");
            Assert.Equal(Expected, series.Select(s => (s.Labels["__name__"], Label(s.Labels, "component"), Label(s.Labels, "worker_id"), s.Value)).Order());
            await Eventually.AnswersAsync(async () => (await prometheus.QueryAsync($"up{{job=\"{job}\"}} == 1")).Count == 1 ? prometheus : null, $"{job} is up");

            // OpenMetrics names a counter's family without _total: so Prometheus did read this format.
            var families = await prometheus.FamiliesAsync(job);
            var counter = job == "text" ? "llm_prefill_computed_tokens_total" : "llm_prefill_computed_tokens";
            Assert.Equal(("counter", "Prompt tokens computed"), families[counter]);
            Assert.Equal(("gauge", "Active KV blocks \\ \"per\" worker\nllm_forged 42"), families["llm_kv_blocks_active"]);
        }

        leaves.Remove();
        await Eventually.AnswersAsync(async () => (await prometheus.QueryAsync("llm_leaves")).Count == 0 ? prometheus : null, "the series is stale");
    }

    private static IEnumerable<(string Name, string Component, string Worker, double Value)> Expected => new[]
    {
        ("llm_kv_blocks_active", "decode", Some.OddLabel, 0.1 + 0.2),
        ("llm_kv_blocks_active", "decode", "18446744073709551615", -1e300),
        ("llm_kv_blocks_active", "prefill", Some.OddLabel, 0.1 + 0.2),
        ("llm_kv_blocks_active", "prefill", "18446744073709551615", -1e300),
        ("llm_prefill_computed_tokens_total", "decode", Some.OddLabel, 9007199254740991),
        ("llm_prefill_computed_tokens_total", "prefill", Some.OddLabel, 9007199254740991),
        ("llm_kv_hit_rate_fleet_percent", "", "", 100.0 / 3),
        ("llm_leaves", "", Some.OddLabel, 7),
    }.Order();

    private static string Label(IReadOnlyDictionary<string, string> labels, string name) => labels.GetValueOrDefault(name, "");
}
