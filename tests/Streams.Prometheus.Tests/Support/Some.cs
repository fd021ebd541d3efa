using System.Text;
using Streams.Definition;
using Streams.Events;
using Streams.Publishing;

namespace Streams.Prometheus.Tests.Support;

/// <summary>Families, series and pages for tests.</summary>
internal static class Some
{
    /// <summary>A label value with all that has to be escaped, and letters beyond ASCII.</summary>
    internal const string OddLabel = "a \"quoted\" back\\slash,\nsecond line {é, 工} \\n";

    internal static readonly DateTimeOffset Instant = new(2026, 11, 24, 3, 0, 0, TimeSpan.Zero);

    internal static SeriesFamily Gauge(string name = "llm_load_avg", string help = "Average load", string[]? labels = null, params (string Name, string Value)[] constants) =>
        new(name, help, MetricType.Gauge, Pairs(constants), labels ?? []);

    internal static SeriesFamily Counter(string name = "llm_tokens_total", string help = "Tokens", string[]? labels = null, params (string Name, string Value)[] constants) =>
        new(name, help, MetricType.Counter, Pairs(constants), labels ?? []);

    internal static ISeries Series(this ISeriesSink sink, SeriesFamily family, params string[] labels) => sink.Declare(family).Create(labels);

    internal static async Task<string> TextAsync(this PrometheusSink sink, PageFormat format = PageFormat.Text)
    {
        using var page = new MemoryStream();
        await sink.WriteAsync(page, format);
        return Encoding.UTF8.GetString(page.ToArray());
    }

    /// <summary>The page's samples, without HELP and TYPE.</summary>
    internal static async Task<string[]> SamplesAsync(this PrometheusSink sink) =>
        [.. (await sink.TextAsync()).Split('\n').Where(line => line.Length > 0 && line[0] != '#')];

    /// <summary>A page of gauges and counters, in rows and single, with everything odd that may stand on it.</summary>
    internal static PrometheusSink OddPage()
    {
        var sink = new PrometheusSink();
        _ = new DaemonSeries(sink, "0.1.0");
        foreach (var component in new[] { "prefill", "decode" })
        {
            var blocks = sink.DeclareRows(Gauge("llm_kv_blocks_active", "Active KV blocks \\ \"per\" worker\nllm_forged 42", ["worker_id"], ("component", component)));
            blocks.Create([]).Show([new WorkerKey("18446744073709551615"), new WorkerKey(OddLabel)], [-1e300, 0.1 + 0.2]);
            var tokens = sink.DeclareRows(Counter("llm_prefill_computed_tokens_total", "Prompt tokens computed", ["worker_id"], ("component", component)));
            tokens.Create([]).Show([new WorkerKey(OddLabel)], [9007199254740991]);
        }

        sink.Series(Gauge("llm_kv_hit_rate_fleet_percent", "Hit percent of the fleet")).Set(100.0 / 3);
        return sink;
    }

    private static KeyValuePair<string, string>[] Pairs((string Name, string Value)[] pairs) =>
        [.. pairs.Select(p => KeyValuePair.Create(p.Name, p.Value))];
}
