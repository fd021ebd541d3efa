using Streams.Events;
using Streams.Prometheus.Tests.Support;
using Streams.Publishing;

namespace Streams.Prometheus.Tests;

public sealed class RowsTests
{
    private readonly PrometheusSink _sink = new();

    [Fact]
    public async Task Show_OthersThanBefore_TheyAloneAreThere()
    {
        var rows = _sink.DeclareRows(Some.Gauge(labels: ["worker_id"])).Create([]);
        WorkerKey[] workers = [new("1"), new("2"), new("3")];
        rows.Show([.. workers], [1, double.NaN, 3]);
        Assert.Equal(["llm_load_avg{worker_id=\"1\"} 1", "llm_load_avg{worker_id=\"3\"} 3"], await _sink.SamplesAsync());
        rows.Show([workers[1]], [-0.0]);
        Assert.Equal(["llm_load_avg{worker_id=\"2\"} 0"], await _sink.SamplesAsync());
        rows.Show([], []);
        Assert.Equal("# HELP llm_load_avg Average load\n# TYPE llm_load_avg gauge\n", await _sink.TextAsync());
        rows.Show([workers[1]], [5]);
        Assert.Equal(["llm_load_avg{worker_id=\"2\"} 5"], await _sink.SamplesAsync());
    }

    [Fact]
    public async Task Show_LabelsLongerThanAPiece_AreThere()
    {
        var rows = _sink.DeclareRows(Some.Gauge(labels: ["worker_id"])).Create([]);
        var (a, b) = (new string('a', 40_000), new string('b', 140_000));
        rows.Show([new WorkerKey(a), new WorkerKey(b)], [1, 2]);
        Assert.Equal([$"llm_load_avg{{worker_id=\"{a}\"}} 1", $"llm_load_avg{{worker_id=\"{b}\"}} 2"], await _sink.SamplesAsync());
    }

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Show_NotFinite_Throws(double value) =>
        Assert.Throws<ArgumentException>(() => _sink.DeclareRows(Some.Gauge()).Create([]).Show([WorkerKey.None], [value]));

    [Fact]
    public void Show_NegativeCounter_Throws() =>
        Assert.Throws<ArgumentException>(() => _sink.DeclareRows(Some.Counter()).Create([]).Show([WorkerKey.None], [-1]));

    [Fact]
    public void Show_WrongNumberOfLabels_Throws() =>
        Assert.Throws<ArgumentException>(() => _sink.DeclareRows(Some.Gauge(labels: ["worker_id", "window"])).Create(["10s"]).Show([WorkerKey.None], [1]));

    [Fact]
    public void Show_OtherThanAValueForEachKey_Throws() =>
        Assert.ThrowsAny<ArgumentException>(() => _sink.DeclareRows(Some.Gauge()).Create([]).Show([WorkerKey.None], [1, 2]));

    [Fact]
    public void DeclareRows_NameOfSingleSeries_Throws()
    {
        _sink.For("a.yaml").Declare(Some.Gauge(constants: ("component", "a")));
        var thrown = Assert.Throws<InvalidOperationException>(() => _sink.For("b.yaml").DeclareRows(Some.Gauge(constants: ("component", "b"))));
        Assert.StartsWith("metric llm_load_avg is declared twice, by a.yaml and by b.yaml, with rows and with single series", thrown.Message);
    }

    [Theory]
    [InlineData("llm-load", "worker_id")]
    [InlineData("llm_load", "worker-id")]
    [InlineData("llm_load", "__name__")]
    public async Task DeclareRows_NameThatPrometheusRefuses_ThrowsAndLeavesThePage(string name, string label)
    {
        Assert.Throws<ArgumentException>(() => _sink.DeclareRows(Some.Gauge(name, labels: [label])));
        Assert.Equal("", await _sink.TextAsync());
    }

    [Theory]
    [MemberData(nameof(PrometheusSinkTests.Contradictions), MemberType = typeof(PrometheusSinkTests), DisableDiscoveryEnumeration = true)]
    public void DeclareRows_ContradictsTheFirst_ThrowsAndSaysHow(SeriesFamily second, string said)
    {
        _sink.DeclareRows(Some.Gauge(labels: ["worker_id"], constants: ("component", "a")));
        Assert.Contains(said, Assert.Throws<InvalidOperationException>(() => _sink.DeclareRows(second)).Message);
    }
}
