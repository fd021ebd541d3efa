using Streams.Definition;
using Streams.Prometheus.Tests.Support;
using Streams.Publishing;

namespace Streams.Prometheus.Tests;

public sealed class HistogramFamilyTests
{
    private readonly PrometheusSink _sink = new();

    [Fact]
    public async Task WriteAsync_Histogram_BothFormatsAreRight()
    {
        var buckets = _sink.Declare(Part("_bucket", "le"));
        foreach (var (bound, value) in new[] { ("+Inf", 6.0), ("10", 5), ("0.5", 2), ("-1", 1), ("1e+21", 6) }) buckets.Create(["w", bound]).Set(value);
        _sink.Series(Part("_sum"), "w").Set(0.1 + 0.2);
        _sink.Series(Part("_count"), "w").Set(6);
        Assert.Equal(Page("10", "-1", ""), await _sink.TextAsync());
        Assert.Equal(Page("10.0", "-1.0", "# EOF\n"), await _sink.TextAsync(PageFormat.OpenMetrics));
    }

    [Fact]
    public async Task WriteAsync_OddLabels_PromtoolIsContent()
    {
        foreach (var component in new[] { "prefill", Some.OddLabel })
        {
            _sink.Series(Part("_bucket", "le") with { ConstantLabels = [new("component", component)] }, Some.OddLabel, "+Inf").Set(1);
            _sink.Series(Part("_sum") with { ConstantLabels = [new("component", component)] }, Some.OddLabel).Set(1e300);
            _sink.Series(Part("_count") with { ConstantLabels = [new("component", component)] }, Some.OddLabel).Set(1);
        }

        Assert.Equal(6, (await _sink.SamplesAsync()).Length);
        Assert.Equal((0, ""), await Promtool.CheckMetricsAsync(await _sink.TextAsync()));
    }

    [Fact]
    public async Task Remove_OneLabelSet_TheOtherStaysAndItMayComeBack()
    {
        var counts = _sink.Declare(Part("_count"));
        var buckets = _sink.Declare(Part("_bucket", "le"));
        ISeries[] first = [counts.Create(["1"]), buckets.Create(["1", "+Inf"])];
        foreach (var series in first) series.Set(1);
        counts.Create(["2"]).Set(2);
        foreach (var series in first) series.Remove();
        foreach (var series in first) series.Remove();
        Assert.Equal(["x_count{worker_id=\"2\"} 2"], await _sink.SamplesAsync());
        counts.Create(["1"]).Set(0);
        Assert.Equal(["x_count{worker_id=\"1\"} 0", "x_count{worker_id=\"2\"} 2"], (await _sink.SamplesAsync()).Order());
    }

    [Fact]
    public async Task Create_NoValueYet_OnlyHelpAndTypeAreThereAndALaterValueShows()
    {
        var series = _sink.Series(Part("_count"), "w");
        Assert.Equal("# HELP x Seconds \\\\ \"each\"\\nsecond line\n# TYPE x histogram\n", await _sink.TextAsync());
        series.Set(3);
        Assert.Equal(["x_count{worker_id=\"w\"} 3"], await _sink.SamplesAsync());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("x_bucket")]
    [InlineData("x_sum")]
    [InlineData("x_count")]
    public void Declare_NameOfAPart_IsTaken(string name)
    {
        foreach (var histogramFirst in new[] { true, false })
        {
            var sink = new PrometheusSink();
            var gauge = Some.Gauge(name, labels: ["worker_id"]);
            if (!histogramFirst) sink.Declare(gauge);
            var thrown = Assert.Throws<InvalidOperationException>(() =>
            {
                sink.Declare(Part("_bucket", "le"));
                sink.Declare(Part("_sum"));
                sink.Declare(Part("_count"));
                sink.Declare(gauge);
            });
            Assert.StartsWith($"metric {name} is declared twice, as a ", thrown.Message);
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("x_sum")]
    public void Declare_NameOfAPartInTwoPipelines_NamesBoth(string name)
    {
        foreach (var part in (string[])["_bucket", "_sum", "_count"]) _sink.For("a.yaml").Declare(part == "_bucket" ? Part(part, "le") : Part(part));
        var thrown = Assert.Throws<InvalidOperationException>(() => _sink.For("b.yaml").Declare(Some.Gauge(name)));
        Assert.StartsWith($"metric {name} is declared twice, by a.yaml and by b.yaml, as a histogram and as a gauge", thrown.Message);
    }

    [Fact]
    public void Declare_NoPartOfAHistogram_Throws() =>
        Assert.Throws<ArgumentException>(() => _sink.Declare(Part("")));

    [Fact]
    public void Set_NotFinite_Throws() =>
        Assert.Throws<ArgumentException>(() => _sink.Series(Part("_sum"), "w").Set(double.NaN));

    private static SeriesFamily Part(string end, params string[] labels) =>
        new("x" + end, "Seconds \\ \"each\"\nsecond line", MetricType.Histogram, [], ["worker_id", .. labels]);

    private static string Page(string ten, string minusOne, string end) =>
        $$"""
        # HELP x Seconds \\ "each"\nsecond line
        # TYPE x histogram
        x_bucket{worker_id="w",le="{{minusOne}}"} 1
        x_bucket{worker_id="w",le="0.5"} 2
        x_bucket{worker_id="w",le="{{ten}}"} 5
        x_bucket{worker_id="w",le="1e+21"} 6
        x_bucket{worker_id="w",le="+Inf"} 6
        x_count{worker_id="w"} 6
        x_sum{worker_id="w"} 0.30000000000000004

        """ + end;
}
