using Streams.Definition;
using Streams.Filtering;
using Streams.Tests.Support;
using static Streams.Tests.Support.LaneBench;

namespace Streams.Tests.Filtering;

/// <summary>N1, N3, N7: an event that <c>where</c> ignores is accepted, and that is all.</summary>
public sealed class WhereTests
{
    private static readonly Condition Hot = new Condition.Compare(">", new Operand.Field("b"), new Operand.Number(20));

    [Fact]
    public void Where_Ignores_BeginsNothingAndRenewsNothing()
    {
        using var bench = new LaneBench(PipelineOf([Source(expire: 10)], Metric("hot", Call("count", null)) with { Where = Hot }));
        bench.Send("w a=1 b=1");
        bench.Turn(0);
        bench.Read();
        Assert.Equal("", bench.Page.Lines);
        Assert.Equal(0, bench.Sum("streams_workers"));

        bench.Time.At(1);
        bench.Send("w a=1 b=21");
        bench.Turn(1);
        bench.Time.At(9);
        bench.Send("w a=1 b=20");
        bench.Turn(9);
        bench.Read();
        Assert.Equal("hot{worker=\"w\"} 1", bench.Page.Lines);
        bench.Turn(12);
        bench.Read();
        Assert.Equal("", bench.Page.Lines);
        Assert.Equal(3, bench.Sum("streams_events_accepted_total"));
        bench.AssertAccounts();
    }

    [Fact]
    public void Where_IgnoresANegativeSummand_EventIsAccepted()
    {
        var total = Metric("hot_total", Call("sum", "a")) with { Where = Hot, Type = MetricType.Counter };
        using var bench = new LaneBench(PipelineOf([Source()], total));
        bench.Send("w a=-1 b=20");
        bench.Send("w a=-1 b=21");
        bench.Turn(0);
        bench.Read();
        Assert.Equal(1, bench.Sum("streams_events_accepted_total"));
        Assert.Equal(1, bench.Page["streams_events_rejected_total{pipeline=\"p\",source=\"s\",reason=\"negative\"}"]);
    }

    [Fact]
    public void Where_AtTheCap_IgnoredEventIsNotRejected()
    {
        var pipeline = PipelineOf([Source()], Metric("hot", Call("last", "b")) with { Where = Hot }) with { MaxWorkers = 1 };
        using var bench = new LaneBench(pipeline);
        bench.Send("w1 b=21");
        bench.Send("w2 b=20");
        bench.Send("w3 b=21");
        bench.Turn(0);
        bench.Read();
        Assert.Equal(2, bench.Sum("streams_events_accepted_total"));
        Assert.Equal(["too many in hot: w3"], bench.Log);
        Assert.Equal(["s: w3 too_many_workers"], bench.Rejected);
    }

    [Fact]
    public void Where_Key_ChoosesItsWorkers()
    {
        var one = Metric("one", Call("last", "b")) with { Where = new Condition.KeyIs("==", "worker", "w2") };
        using var bench = new LaneBench(PipelineOf([Source()], one, Metric("all", Call("last", "b"))));
        bench.Send("w1 b=1");
        bench.Send("w2 b=2");
        bench.Turn(0);
        bench.Read();
        Assert.Equal("all{worker=\"w1\"} 1\nall{worker=\"w2\"} 2\none{worker=\"w2\"} 2", bench.Page.Lines);
    }
}
