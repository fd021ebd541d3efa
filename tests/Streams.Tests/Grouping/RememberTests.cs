using Streams.Definition;
using Streams.Tests.Support;
using Streams.Windowing;
using static Streams.Tests.Support.LaneBench;

namespace Streams.Tests.Grouping;

/// <summary>N3: what is hidden when a lease ends is not forgotten before its time.</summary>
public sealed class RememberTests
{
    private const string A = "total{worker=\"a\"}";
    private const string B = "total{worker=\"b\"}";

    [Theory]
    [InlineData(29.9, 8)]
    [InlineData(30.1, 7)]
    public void N3_WorkerThatReturns_GoesOnWithinRememberAndBeginsAnewBehindIt(double returns, double total)
    {
        // [0 s, 10 s), and 20 s of memory.
        using var bench = new LaneBench(PipelineOf([Source(expire: 10)], Total(20)));
        bench.Send("a a=1");
        bench.Turn(10.1);
        bench.Read();
        Assert.Null(bench.Page[A]);
        Assert.Equal((0, 1), (bench.Sum("streams_workers"), bench.Sum("streams_workers_expired_total")));
        bench.Time.At(returns);
        bench.Send("a a=7");
        bench.Turn(returns);
        bench.Read();
        Assert.Equal(total, bench.Page[A]);
        Assert.Equal((1, 1), (bench.Sum("streams_workers"), bench.Sum("streams_workers_expired_total")));
    }

    [Fact]
    public void N3_WindowsOfAWorkerThatReturns_GoOnWithWhatTheyHad()
    {
        using var bench = new LaneBench(PipelineOf([Source(expire: 5)], Total(60) with { Over = [Over.Tumbling(TimeSpan.FromSeconds(20))] }));
        bench.Turn(1);
        bench.Send("a a=1");
        bench.Turn(12);
        bench.Send("a a=2");
        bench.Turn(16);
        bench.Turn(20);
        bench.Read();
        Assert.Null(bench.Page["total{worker=\"a\",window=\"20s\"}"]);
        bench.Send("a a=4");
        bench.Turn(21);
        bench.Read();
        Assert.Equal(3, bench.Page["total{worker=\"a\",window=\"20s\"}"]);
    }

    [Fact]
    public void N3_Takeover_KeepsNothing()
    {
        using var bench = new LaneBench(PipelineOf([Source(expire: 5), Source("later", expire: 50)], Total(60, "s", "later")));
        bench.Send("a a=1");
        bench.Turn(6);
        bench.Send("a a=10", "later");
        bench.Turn(6);
        bench.Read();
        Assert.Equal(10, bench.Page[A]);
        bench.Send("a a=2");
        bench.Turn(7);
        bench.Read();
        Assert.Equal(2, bench.Page[A]);
    }

    [Fact]
    public void N4_RememberedGroups_MakeRoomForOthersTheLongestGoneFirst()
    {
        using var bench = new LaneBench(PipelineOf([Source(expire: 5)], Total(60)) with { MaxWorkers = 2 });
        bench.Send("a a=1");
        bench.Turn(1);
        bench.Send("b a=1");
        bench.Turn(10);
        bench.Send("c a=1");
        bench.Turn(10);
        Assert.Empty(bench.Rejected);
        bench.Send("b a=1");
        bench.Turn(10.1);
        bench.Read();
        Assert.Equal(2, bench.Page[B]);
        bench.Send("a a=1");
        bench.Turn(10.2);
        Assert.Equal(["s: a too_many_workers"], bench.Rejected);
        bench.Turn(16);
        bench.Send("a a=5");
        bench.Turn(16);
        bench.Read();
        Assert.Equal(5, bench.Page[A]);
    }

    [Fact]
    public void N13_Absence_ExtendsMemory()
    {
        using var bench = new LaneBench(PipelineOf([Source(expire: 5)], Total(20)));
        bench.Host.BeginHeartbeat();
        bench.Turn(0);
        bench.Send("a a=1");
        for (var t = 0.0; t < 7; t++) bench.Turn(t);
        bench.Turn(60);
        bench.Send("a a=2");
        bench.Turn(61);
        bench.Read();
        Assert.Equal(3, bench.Page[A]);
    }

    [Fact]
    public void N3_WorkerThatIsForgotten_LeavesNothingDue()
    {
        using var bench = new LaneBench(PipelineOf([Source(expire: 5)], Total(20) with { Over = [Over.Tumbling(TimeSpan.FromSeconds(10))] }));
        bench.Send("a a=1");
        bench.Turn(5.1);
        Assert.InRange(bench.Turn(9.5), TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(0.6));
        bench.Turn(25.1);
        Assert.Equal(TimeSpan.FromSeconds(1), bench.Turn(29.5));
    }

    private static MetricDefinition Total(double remember, params string[] from) =>
        Metric("total", Call("sum", "a"), from) with { Remember = TimeSpan.FromSeconds(remember) };
}
