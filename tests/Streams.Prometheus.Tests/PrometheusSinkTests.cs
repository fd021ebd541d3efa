using Streams.Prometheus.Tests.Support;
using Streams.Publishing;

namespace Streams.Prometheus.Tests;

public sealed class PrometheusSinkTests
{
    private readonly PrometheusSink _sink = new();

    [Fact]
    public async Task WriteAsync_NothingDeclared_PageIsEmpty() => Assert.Equal("", await _sink.TextAsync());

    [Fact]
    public async Task WriteAsync_SeriesWithoutValue_OnlyHelpAndTypeAreThere()
    {
        _sink.Series(Some.Gauge());
        _sink.Series(Some.Counter(labels: ["worker_id"]), "1");
        Assert.Equal(
            "# HELP llm_load_avg Average load\n# TYPE llm_load_avg gauge\n# HELP llm_tokens_total Tokens\n# TYPE llm_tokens_total counter\n",
            await _sink.TextAsync());
    }

    [Fact]
    public async Task Set_ConstantAndOtherLabels_ConstantOnesComeFirst()
    {
        var family = Some.Gauge("llm_load_avg", "Load", ["worker_id", "window"], ("component", "backend"), ("endpoint", "generate"));
        _sink.Series(family, "7", "10s").Set(1);
        Assert.Equal(["llm_load_avg{component=\"backend\",endpoint=\"generate\",worker_id=\"7\",window=\"10s\"} 1"], await _sink.SamplesAsync());
    }

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(100.0 / 3, "33.333333333333336")]
    [InlineData(9007199254740991, "9007199254740991")]
    [InlineData(1e21, "1e+21")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(-0.0, "0")]
    [InlineData(-2.5, "-2.5")]
    public async Task Set_Number_IsWrittenInItsShortestRoundTripForm(double value, string written)
    {
        // N8, N11
        _sink.Series(Some.Gauge()).Set(value);
        Assert.Equal(["llm_load_avg " + written], await _sink.SamplesAsync());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public async Task Set_NotFinite_ThrowsAndLeavesThePage(double value)
    {
        var (gauge, counter) = (_sink.Series(Some.Gauge()), _sink.Series(Some.Counter()));
        Assert.Throws<ArgumentException>(() => gauge.Set(value));
        Assert.Throws<ArgumentException>(() => counter.Set(value));
        Assert.Empty(await _sink.SamplesAsync());
    }

    [Fact]
    public void Set_NegativeCounter_Throws() => Assert.Throws<ArgumentException>(() => _sink.Series(Some.Counter()).Set(-1));

    [Fact]
    public async Task Set_CounterGoesOnAndStartsAnew_PageShowsWhatWasGiven()
    {
        // N3: a group that left and came back starts from nothing.
        foreach (var labels in new string[][] { [], ["worker_id"] })
        {
            var sink = new PrometheusSink();
            var series = sink.Series(Some.Counter(labels: labels), [.. labels.Select(_ => "1")]);
            foreach (var value in new double[] { 0, 5, 5, 12.5, 3, 0, 4 })
            {
                series.Set(value);
                Assert.EndsWith($" {value}", Assert.Single(await sink.SamplesAsync()));
            }
        }
    }

    [Fact]
    public async Task Remove_SeriesOfEachKind_OnlyTheyLeaveAndMayComeBack()
    {
        var workers = _sink.Declare(Some.Gauge(labels: ["worker_id"]));
        var tokens = _sink.Declare(Some.Counter());
        workers.Create(["1"]).Set(1);
        var second = workers.Create(["2"]);
        var counter = tokens.Create([]);
        second.Set(2);
        counter.Set(3);

        second.Remove();
        counter.Remove();
        Assert.Equal(["llm_load_avg{worker_id=\"1\"} 1"], await _sink.SamplesAsync());

        workers.Create(["2"]).Set(4);
        tokens.Create([]).Set(1);
        Assert.Equal(["llm_load_avg{worker_id=\"1\"} 1", "llm_load_avg{worker_id=\"2\"} 4", "llm_tokens_total 1"], (await _sink.SamplesAsync()).Order());
    }

    [Fact]
    public void Create_WrongNumberOfLabels_Throws() =>
        Assert.Throws<ArgumentException>(() => _sink.Series(Some.Gauge(labels: ["worker_id"]), "1", "2"));

    [Fact]
    public async Task Declare_HelpWithLineBreakAndBackslash_IsEscaped()
    {
        _sink.Declare(Some.Gauge(help: "a\\b\nllm_forged 42"));
        Assert.Contains("# HELP llm_load_avg a\\\\b\\nllm_forged 42\n", await _sink.TextAsync());
    }

    [Fact]
    public async Task Declare_TwoPipelinesShareAName_OneFamilyWithBoth()
    {
        foreach (var component in new[] { "prefill", "decode" }) _sink.Series(Some.Gauge(constants: ("component", component))).Set(1);
        Assert.Equal(
            "# HELP llm_load_avg Average load\n# TYPE llm_load_avg gauge\nllm_load_avg{component=\"prefill\"} 1\nllm_load_avg{component=\"decode\"} 1\n",
            await _sink.TextAsync());
    }

    public static TheoryData<SeriesFamily, string> Contradictions => new()
    {
        { Some.Counter("llm_load_avg", "Average load", ["worker_id"], ("component", "b")), "as a gauge and as a counter" },
        { Some.Gauge(help: "Mean load", labels: ["worker_id"], constants: ("component", "b")), "two help texts, \"Average load\" and \"Mean load\"" },
        { Some.Gauge(labels: ["worker"], constants: ("component", "b")), "different label names, [component, worker_id] and [component, worker]" },
        { Some.Gauge(constants: [("component", "b"), ("worker_id", "1")]), "different label names" },
        { Some.Gauge(labels: ["worker_id"], constants: ("component", "a")), "same constant labels (component=\"a\")" },
    };

    [Theory]
    [MemberData(nameof(Contradictions), DisableDiscoveryEnumeration = true)]
    public void Declare_ContradictsTheFirst_ThrowsAndSaysHow(SeriesFamily second, string said)
    {
        _sink.Declare(Some.Gauge(labels: ["worker_id"], constants: ("component", "a")));
        var thrown = Assert.Throws<InvalidOperationException>(() => _sink.Declare(second));
        Assert.StartsWith("metric llm_load_avg is declared twice", thrown.Message);
        Assert.Contains(said, thrown.Message);
    }

    [Theory]
    [InlineData("llm-load", "worker_id")]
    [InlineData("llm_load", "worker-id")]
    [InlineData("llm_load", "__name__")]
    public void Declare_NameThatPrometheusRefuses_Throws(string name, string label) =>
        Assert.Throws<ArgumentException>(() => _sink.Declare(Some.Gauge(name, labels: [label])));

    [Fact]
    public async Task WriteAsync_OddPage_PromtoolIsContent()
    {
        var sink = Some.OddPage();
        var (exitCode, findings) = await Promtool.CheckMetricsAsync(await sink.TextAsync());
        Assert.Equal("", findings);
        Assert.Equal(0, exitCode);
        Assert.DoesNotContain(await sink.SamplesAsync(), line => line.StartsWith("llm_forged", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WriteAsync_BrokenHelp_PromtoolFindsIt() =>
        Assert.NotEqual(0, (await Promtool.CheckMetricsAsync("# HELP a_b one\ntwo words here\n# TYPE a_b gauge\na_b 1\n")).ExitCode);

    [Fact]
    public async Task WriteAsync_OpenMetrics_CountersLoseTotalInTheirFamilyAndTheEndIsMarked()
    {
        _sink.Series(Some.Counter()).Set(2);
        Assert.Equal("# HELP llm_tokens Tokens\n# TYPE llm_tokens counter\nllm_tokens_total 2.0\n# EOF\n", await _sink.TextAsync(PageFormat.OpenMetrics));
    }
}
