using Streams.Events;
using Streams.Prometheus.Tests.Support;
using Streams.Publishing;

namespace Streams.Prometheus.Tests;

/// <summary>Rows are written as prometheus-net writes the same values as single series: byte for byte, in both formats.</summary>
public sealed class BothWritersTests
{
    private static readonly double[] Odd =
    [
        0, -0.0, 1, -1, 2, 10, 0.5, 0.1 + 0.2, 100.0 / 3, -2.5, 1e-5, 0.0001, 5e-324, 1e14, 999999999999999, 1e15, 1e16, 123456789012345680, 9007199254740991,
        9007199254740993, -9007199254740991, -1e15, 1e21, 1e22, double.MaxValue, double.MinValue, double.Epsilon, 4294967296, 1e15 - 0.5, 1e15 + 2,
    ];

    public static TheoryData<SeriesFamily> Families =>
    [
        Some.Gauge(),
        Some.Gauge(constants: ("component", Some.OddLabel)),
        Some.Gauge(labels: ["worker_id"]),
        Some.Gauge(help: "Odd \\ \"help\"\nllm_forged 42 é", labels: ["worker_id", "dp_rank"], constants: [("component", "a"), ("endpoint", Some.OddLabel)]),
        Some.Gauge(labels: ["window"]),
        Some.Gauge(labels: ["worker_id", "window"], constants: ("component", "a")),
        Some.Gauge("llm_odd_total", labels: ["worker_id"]),
        Some.Counter(labels: ["worker_id"]),
        Some.Counter("llm_tokens", labels: ["worker_id", "window"]),
    ];

    [Theory]
    [MemberData(nameof(Families), DisableDiscoveryEnumeration = true)]
    public async Task WriteAsync_AnyFamily_SameBytes(SeriesFamily family)
    {
        string[] last = family.LabelNames is [.., "window"] ? ["10s"] : [];
        var labels = family.LabelNames.Count - last.Length;
        double[] values = [.. Odd.Where(value => family.Type == Definition.MetricType.Gauge || value >= 0), .. Random(new Random(1), family)];
        WorkerKey[] keys = labels == 0 ? [WorkerKey.None] : [.. values.Select((_, i) => Key(i, labels)).Order()];
        var (rows, single) = (new PrometheusSink(), new PrometheusSink());
        var series = single.Declare(family);
        for (var i = 0; i < keys.Length; i++) series.Create([.. keys[i].Values, .. last]).Set(values[i]);
        rows.DeclareRows(family).Create(last).Show([.. keys], values.AsSpan(0, keys.Length));
        foreach (var format in Enum.GetValues<PageFormat>()) Assert.Equal(await single.TextAsync(format), await rows.TextAsync(format));
    }

    [Theory]
    [InlineData(PageFormat.Text)]
    [InlineData(PageFormat.OpenMetrics)]
    public async Task WriteAsync_WorkersComeAndGo_SameLines(PageFormat format)
    {
        var random = new Random(7);
        var (rows, single) = (new PrometheusSink(), new PrometheusSink());
        var families = (from component in new[] { "prefill", "decode" }
                        from name in new[] { "llm_a", "llm_b" }
                        select Some.Gauge(name, labels: ["worker_id", "window"], constants: ("component", component))).ToArray();
        var parts = families.SelectMany(family =>
        {
            var (fast, slow) = (rows.DeclareRows(family), ((ISeriesSink)new Twin(single)).DeclareRows(family));
            return new[] { "10s", "1m" }.Select(window => (Rows: fast.Create([window]), Single: slow.Create([window])));
        }).ToArray();
        for (var page = 0; page < 60; page++)
        {
            var share = random.NextDouble();
            WorkerKey[] shared = Workers(random, share);
            foreach (var part in parts)
            {
                WorkerKey[] keys = random.Next(3) == 0 ? Workers(random, share) : shared;
                double[] values = [.. keys.Select(_ => random.Next(5) == 0 ? double.NaN : random.Next(100) / 8.0)];
                if (random.Next(20) == 0) (keys, values) = ([], []);
                part.Rows.Show([.. keys], values);
                part.Single.Show([.. keys], values);
            }

            Assert.Equal(Lines(await single.TextAsync(format)), Lines(await rows.TextAsync(format)));
        }
    }

    private static WorkerKey[] Workers(Random random, double share) =>
        [.. Enumerable.Range(0, 40).Where(_ => random.NextDouble() < share).Select(i => Key(i, 1)).Order()];

    private static WorkerKey Key(int worker, int labels) =>
        new([.. Enumerable.Range(0, labels).Select(label => label > 0 ? "0" : worker % 7 == 3 ? Some.OddLabel + worker : $"{worker}")]);

    private static IEnumerable<double> Random(Random random, SeriesFamily family)
    {
        for (var i = 0; i < 2000; i++)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64());
            if (double.IsFinite(value)) yield return i % 2 == 0 ? value : Math.Round(value % 1e17);
            if (family.Type == Definition.MetricType.Gauge) yield return -random.NextInt64(1L << random.Next(1, 62));
        }
    }

    private static string[] Lines(string page) => [.. page.Split('\n').Order(StringComparer.Ordinal)];

    /// <summary>A sink that knows no rows.</summary>
    private sealed class Twin(PrometheusSink sink) : ISeriesSink
    {
        public ISeriesFamily Declare(SeriesFamily family) => sink.Declare(family);
    }
}
