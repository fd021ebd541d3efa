using CsCheck;
using Streams.Across;
using Streams.Definition;
using Streams.Reducing;
using Streams.Tests.Support;
using Streams.Windowing;
using static Streams.Tests.Support.LaneBench;

namespace Streams.Tests.Reducing;

public sealed class HistogramTests
{
    private static readonly double[] Bounds = [-1, 0.5, 10];

    [Fact]
    public void Add_ValueOnABound_CountsInItsBucket()
    {
        var histogram = Some.Of(Some.Plan(ValueExpression.Histogram("a", Bounds)), -1, -0.9, 0.5, 0.6, 10, 10.1).Histogram!;
        Assert.Equal([1L, 3, 5], Cumulative(histogram));
        Assert.Equal((6, 19.3), (histogram.Count, histogram.Sum));
        Assert.Equal(Bounds, histogram.Bounds);
    }

    [Fact]
    public void Merge_AnySplit_EqualsTheWhole() =>
        Gen.Select(Gen.Double[-5, 15].Array[0, 50], Gen.Int[0, 50]).Sample((values, cut) =>
        {
            var plan = Some.Plan(ValueExpression.Histogram("a", Bounds));
            var (whole, one, other) = (Some.Of(plan, values).Histogram!, Some.Of(plan, values.Take(cut)), Some.Of(plan, values.Skip(cut)));
            one.Merge(other);
            Assert.Equal(Bounds.Select(bound => (long)values.Count(v => v <= bound)), Cumulative(whole));
            Assert.Equal(Cumulative(whole), Cumulative(one.Histogram!));
            Assert.Equal((whole.Count, whole.Sum), (one.Histogram!.Count, one.Histogram!.Sum));
        });

    [Fact]
    public void Sum_MillionValuesNear1e9_IsExact()
    {
        var histogram = Some.Of(Some.Plan(ValueExpression.Histogram("a", [1])), Enumerable.Range(0, 1_000_000).Select(i => 1e9 + (i % 10 / 4.0))).Histogram!;
        Assert.Equal(1e15 + (1_000_000 * 4.5 / 4), histogram.Sum);
    }

    public static TheoryData<double[]> WrongBounds => new([], [1, 1], [2, 1], [1, double.PositiveInfinity], [double.NaN]);

    [Theory]
    [MemberData(nameof(WrongBounds))]
    public void Compile_BoundsThatDoNotIncrease_Throws(double[] bounds) =>
        Assert.Throws<ArgumentException>(() => Some.Plan(ValueExpression.Histogram("a", bounds)));

    [Fact]
    public void Read_Histogram_IsThreeFamiliesUntilTheGroupLeavesAndAnewWhenItReturns()
    {
        using var bench = new LaneBench(PipelineOf([Source(expire: 10)], Spread() with { Remember = TimeSpan.Zero }));
        bench.Send("w a=1");
        bench.Send("w a=0.5");
        bench.Send("w b=7");
        bench.Turn(0);
        bench.Read();
        Assert.Equal(
            """
            spread_bucket{worker="w",le="+Inf"} 2
            spread_bucket{worker="w",le="-1"} 0
            spread_bucket{worker="w",le="0.5"} 1
            spread_bucket{worker="w",le="10"} 2
            spread_count{worker="w"} 2
            spread_sum{worker="w"} 1.5
            """,
            bench.Page.Lines);
        bench.Turn(11);
        bench.Read();
        Assert.Equal("", bench.Page.Lines);
        bench.Send("w a=11");
        bench.Turn(12);
        bench.Read();
        Assert.Equal((1, 0, 11), (bench.Page["spread_bucket{worker=\"w\",le=\"+Inf\"}"], bench.Page["spread_bucket{worker=\"w\",le=\"10\"}"], bench.Page["spread_sum{worker=\"w\"}"]));
    }

    [Fact]
    public void Read_SumWouldLeaveTheExactRange_BeginsAnewWithItsCounts()
    {
        using var bench = new LaneBench(PipelineOf([Source()], Spread()));
        bench.Send("w a=9007199254740992");
        bench.Turn(0);
        bench.Read();
        Assert.Equal(9007199254740992, bench.Page["spread_sum{worker=\"w\"}"]);
        bench.Send("w a=1e308");
        bench.Send("w a=2");
        bench.Turn(1);
        bench.Read();
        Assert.Equal(2, bench.Page["spread_sum{worker=\"w\"}"]);
        Assert.Equal(1, bench.Page["spread_count{worker=\"w\"}"]);
        Assert.Equal(1, bench.Page["streams_sums_restarted_total{pipeline=\"p\"}"]);
        Assert.Equal(["s: w out_of_range"], bench.Rejected);
    }

    public static TheoryData<MetricDefinition> WrongMetrics =>
    [
        Spread() with { Type = MetricType.Gauge },
        Spread() with { Value = Call("sum", "a") },
        Spread() with { Value = new ValueExpression.Negate(Spread().Value) },
        Spread() with { Over = [Over.Tumbling(TimeSpan.FromSeconds(1))] },
        Spread() with { Across = [new AcrossStep(AcrossKind.Sum, [])] },
    ];

    [Theory]
    [MemberData(nameof(WrongMetrics), DisableDiscoveryEnumeration = true)]
    public void Begin_WrongHistogram_Throws(MetricDefinition metric) =>
        Assert.Throws<ArgumentException>(() => new LaneBench(PipelineOf([Source()], metric)));

    private static MetricDefinition Spread() => Metric("spread", ValueExpression.Histogram("a", Bounds)) with { Type = MetricType.Histogram };

    private static long[] Cumulative(Histogram histogram)
    {
        var counts = new long[histogram.Bounds.Count];
        histogram.Cumulative(counts);
        return counts;
    }
}
