using Streams.Definition;
using Streams.Reducing;
using Streams.Tests.Support;

namespace Streams.Tests.Lane;

/// <summary>Sums stay where doubles hold every whole number: never absent, never at a standstill, and what begins anew is counted (N10).</summary>
public sealed class SumRangeTests
{
    private const string Restarts = "streams_sums_restarted_total{pipeline=\"p\"}";
    private const string Most = "9007199254740992";

    [Fact]
    public void Take_SumThatWouldLeaveTheExactRange_BeginsAnewWithTheEventAndIsCounted()
    {
        using var bench = new LaneBench(LaneBench.PipelineOf([LaneBench.Source()], Counter("a_total", "a"), Percent()));
        bench.Send("w a=1 b=1");
        bench.Send($"w a={Most} b=0");
        bench.Turn(1);
        bench.Read();
        Assert.Equal(9007199254740992, bench.Page["a_total{worker=\"w\"}"]);
        // Once in each metric.
        Assert.Equal(2, bench.Page[Restarts]);
        bench.Send("w a=10 b=5");
        bench.Turn(2);
        bench.Read();
        Assert.Equal(10, bench.Page["a_total{worker=\"w\"}"]);
        // The sums of a ratio begin together.
        Assert.Equal(50, bench.Page["percent{worker=\"w\"}"]);
        Assert.Equal(4, bench.Page[Restarts]);
        bench.AssertAccounts();
    }

    [Fact]
    public void Take_NumberBeyondTheExactRange_IsRejectedAndCounted()
    {
        using var bench = new LaneBench(LaneBench.PipelineOf([LaneBench.Source()], Counter("a_total", "a")));
        bench.Send("w a=3");
        bench.Send("w a=1e308");
        bench.Send("w a=0.25");
        bench.Turn(1);
        bench.Read();
        Assert.Equal(3.25, bench.Page["a_total{worker=\"w\"}"]);
        Assert.Equal(0, bench.Page[Restarts]);
        Assert.Equal(["s: w out_of_range"], bench.Rejected);
        Assert.Equal(1, bench.Page["streams_events_rejected_total{pipeline=\"p\",source=\"s\",reason=\"out_of_range\"}"]);
        bench.AssertAccounts();
    }

    private static MetricDefinition Counter(string name, string field) => LaneBench.Metric(name, LaneBench.Call("sum", field)) with { Type = MetricType.Counter };

    private static MetricDefinition Percent() => LaneBench.Metric("percent", new ValueExpression.Binary(
        '*', new ValueExpression.Number(100), new ValueExpression.Binary('/', LaneBench.Call("sum", "b"), LaneBench.Call("sum", "a"))));
}
