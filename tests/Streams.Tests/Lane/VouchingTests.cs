using Streams.Definition;
using Streams.Tests.Support;

namespace Streams.Tests.Lane;

/// <summary>N4: workers that nobody vouches for take a share of the cap and leave first, and those that are vouched for come in.</summary>
public sealed class VouchingTests
{
    private const string Displaced = "streams_groups_displaced_total{pipeline=\"p\"}";

    [Fact]
    public void Strangers_BeyondTheirShare_AreTurnedAwayUntilOneIsVouchedFor()
    {
        using var bench = Bench(cap: 8);
        foreach (var worker in (string[])["x1", "x2", "x3"]) bench.Send($"{worker} a=1", "hits");
        bench.Turn(1);
        Assert.Equal(["hits: x3 too_many_workers"], bench.Rejected);
        bench.Send("+x1", "stats");
        bench.Send("x3 a=1", "hits");
        bench.Send("x4 a=1", "hits");
        bench.Turn(2);
        bench.Read();
        Assert.Equal(["hits: x3 too_many_workers", "hits: x4 too_many_workers"], bench.Rejected);
        Assert.Equal(1, bench.Page["hits{worker=\"x3\"}"]);
        bench.AssertAccounts();
    }

    [Fact]
    public void Strangers_AtTheCap_MakeRoomForAWorkerThatIsVouchedFor()
    {
        using var bench = Bench(cap: 4);
        for (var i = 1; i <= 4; i++)
        {
            bench.Time.At(i * 2);
            bench.Send($"+w{i}", "stats");
            bench.Send($"w{i} a=1", "hits");
            if (i == 2) bench.Send("x a=1", "hits");
        }

        bench.Turn(20);
        bench.Read();
        Assert.Empty(bench.Rejected);
        Assert.Equal(4, bench.Page["streams_workers{pipeline=\"p\"}"]);
        Assert.Null(bench.Page["hits{worker=\"x\"}"]);
        Assert.Equal(1, bench.Page[Displaced]);
    }

    [Fact]
    public void VouchingSource_PastHalfTheCap_BringsInAHundredthOfItASecond()
    {
        using var bench = Bench(cap: 200);
        for (var i = 0; i < 105; i++) bench.Send($"w{i} a=1", "stats");
        bench.Turn(0);
        Assert.Equal(["stats: w102 too_many_workers", "stats: w103 too_many_workers", "stats: w104 too_many_workers"], bench.Rejected);
        // Who is known stays; the other source has a rate of its own, and what it vouches for needs no leave.
        bench.Send("w0 a=1", "stats");
        bench.Send("+w103", "passes");
        bench.Send("w103 a=1", "stats");
        bench.Turn(0);
        Assert.Equal(3, bench.Rejected.Count);
        bench.Turn(2.5);
        for (var i = 200; i < 205; i++) bench.Send($"w{i} a=1", "stats");
        bench.Turn(2.6);
        Assert.Equal(6, bench.Rejected.Count);
        bench.AssertAccounts();
    }

    [Fact]
    public void VouchingSource_FloodedToTheCap_PushesOutNobodyWhoWasHeardTwice()
    {
        using var bench = Bench(cap: 200);
        var flood = 0;
        for (var second = 0; second < 200; second++)
        {
            for (var real = 0; real < 8; real++) bench.Send($"real{real} a=7", "stats");
            for (var i = 0; i < 20; i++) bench.Send($"x{flood++} a=1", "stats");
            bench.Turn(second);
        }

        Assert.DoesNotContain(bench.Rejected, line => line.Contains("real", StringComparison.Ordinal));
        bench.Turn(201.5);
        bench.Send("ninth a=9", "stats");
        bench.Turn(202);
        bench.Read();
        for (var real = 0; real < 8; real++) Assert.Equal(7, bench.Page[$"stats{{worker=\"real{real}\"}}"]);
        Assert.Equal(9, bench.Page["stats{worker=\"ninth\"}"]);
        Assert.Equal(200, bench.Page["streams_workers{pipeline=\"p\"}"]);
        Assert.InRange(bench.Page[Displaced]!.Value, 1, 400);
        bench.AssertAccounts();
    }

    [Fact]
    public void Series_AsManyAsTheBudget_LeaveRoomWhenTheirGroupsEnd()
    {
        using var bench = new LaneBench(LaneBench.PipelineOf([LaneBench.Source(expire: 10)], Metric("one", "s"), Metric("two", "s")) with { MaxSeries = 4 });
        foreach (var worker in (string[])["a", "b", "c"]) bench.Send($"{worker} a=1");
        bench.Turn(1);
        bench.Read();
        Assert.Equal(["s: c too_many_workers"], bench.Rejected);
        Assert.Equal(0, bench.Page["streams_series_left{pipeline=\"p\"}"]);
        bench.Turn(20);
        bench.Read();
        Assert.Equal(4, bench.Page["streams_series_left{pipeline=\"p\"}"]);
    }

    [Fact]
    public void Workers_NamedBySourcesThatNobodyVouchesFor_AreNotCounted()
    {
        using var bench = Bench(cap: 100, vouchesFor: 10);
        double? Workers(double at)
        {
            bench.Turn(at);
            bench.Read();
            return bench.Page["streams_workers{pipeline=\"p\"}"];
        }

        foreach (var worker in (string[])["x", "y", "z"]) bench.Send($"{worker} a=1", "hits");
        Assert.Equal(0, Workers(1));
        Assert.Equal(1, bench.Page["hits{worker=\"x\"}"]);
        // A sign of life is enough, and does for as long as it lasts.
        bench.Send("+x", "passes");
        bench.Send("y a=1", "stats");
        Assert.Equal(2, Workers(2));
        bench.Send("x a=1", "hits");
        bench.Send("y a=1", "stats");
        Assert.Equal(2, Workers(9));
        Assert.Equal(1, Workers(11.5));
        Assert.Equal(0, Workers(20));
        Assert.Equal(1, bench.Page["hits{worker=\"x\"}"]);
    }

    [Fact]
    public void Workers_TakenOverByASourceThatNeedsNoVoucher_AreCounted()
    {
        SourceDefinition[] sources =
        [
            LaneBench.Source("stats", expire: 10), LaneBench.Source("hits", expire: 100) with { VouchedBy = ["passes"] }, LaneBench.Source("passes"),
        ];
        var either = LaneBench.Metric("either", LaneBench.Call("last", "a"), "stats", "hits");
        using var bench = new LaneBench(LaneBench.PipelineOf(sources, either, Metric("passes", "passes")));
        foreach (var (second, said, source, workers) in ((int, string, string, int)[])
            [(1, "w a=1", "hits", 0), (2, "w a=2", "stats", 1), (13, "", "", 0), (14, "w a=3", "hits", 0)])
        {
            bench.Time.At(second);
            if (said.Length > 0) bench.Send(said, source);
            bench.Turn(second);
            bench.Read();
            Assert.Equal(workers, bench.Page["streams_workers{pipeline=\"p\"}"]);
        }
    }

    private static MetricDefinition Metric(string name, string source) => LaneBench.Metric(name, LaneBench.Call("last", "a"), source);

    private static LaneBench Bench(int cap, double vouchesFor = 600)
    {
        SourceDefinition[] sources =
        [
            LaneBench.Source("stats", vouchesFor), LaneBench.Source("passes", vouchesFor), LaneBench.Source("hits") with { VouchedBy = ["stats", "passes"] },
        ];
        return new(LaneBench.PipelineOf(sources, Metric("stats", "stats"), Metric("passes", "passes"), Metric("hits", "hits")) with { MaxWorkers = cap });
    }
}
