using Streams.Definition;
using Streams.Tests.Support;
using Streams.Windowing;
using static Streams.Tests.Support.LaneBench;

namespace Streams.Tests.Windowing;

/// <summary>N3, N6 on a whole lane: sources whose clocks are wrong, and what late events hold.</summary>
public sealed class EventTimeTests
{
    private const string Latest = "latest{worker=\"w\"}";
    private const string Closed = "closed{worker=\"w\",window=\"10s\"}";
    private static readonly Over Ten = Over.Tumbling(TimeSpan.FromSeconds(10));

    [Fact]
    public void SourceSetBackAnHour_WindowsMissItAndLastKeepsTheLater()
    {
        using var bench = new LaneBench(PipelineOf([Timed()], Closing(), Metric("latest", Call("last", "a")), Metric("total", Call("sum", "a"))));
        Say(bench, 7200, "w a=1 @7200");
        Say(bench, 7201, "w a=2 @3601");
        Say(bench, 7211, "w a=4 @3611");
        bench.Turn(7212);
        bench.Read();
        Assert.Equal((1, 1, 7), (bench.Page[Closed], bench.Page[Latest], bench.Page["total{worker=\"w\"}"]));
        Assert.Equal((3, 2), (bench.Sum("streams_events_accepted_total"), bench.Sum("streams_window_late_total")));
        Assert.Equal(0, bench.Sum("streams_clock_resets_total"));
    }

    [Theory]
    [InlineData("70", 1, 0)] // a minute ahead, and no more
    [InlineData("70.000001", 0, 1)]
    [InlineData("3610", 0, 1)]
    public void SourceAheadOfTheClock_IsFutureBeyondAMinute(string time, int accepted, int future)
    {
        using var bench = new LaneBench(PipelineOf([Timed()], Metric("latest", Call("last", "a"))));
        Say(bench, 10, $"w a=1 @{time}");
        bench.Read();
        Assert.Equal((accepted, future), (bench.Sum("streams_events_accepted_total"), bench.Sum("streams_events_future_total")));
        Assert.Equal(accepted == 1, bench.Page[Latest] is not null);
    }

    [Fact]
    public void LateEvent_OfALivingGroup_RenewsItsLease()
    {
        using var bench = new LaneBench(PipelineOf([Timed(expire: 30)], Closing()));
        Say(bench, 101, "w a=1 @101");
        Say(bench, 130, "w a=2 @50");
        bench.Turn(150);
        bench.Read();
        Assert.Equal((0, 1), (bench.Page[Closed], bench.Sum("streams_events_late_total")));
        bench.Turn(159.9999999);
        bench.Read();
        Assert.Equal(0, bench.Page[Closed]);
        bench.Turn(160);
        bench.Read();
        Assert.Null(bench.Page[Closed]);
        bench.AssertAccounts();
    }

    [Fact]
    public void LateEvent_NeverBeginsAGroup()
    {
        // Late for `closed`, accepted for `latest`: the one group begins, the other does not.
        using var bench = new LaneBench(PipelineOf([Timed()], Closing(), Metric("latest", Call("last", "a")) with { By = [] }));
        Say(bench, 101, "w a=1 @50");
        bench.Turn(200);
        bench.Read();
        Assert.Equal("latest 1", bench.Page.Lines);
        Say(bench, 201, "w a=2 @201");
        bench.Turn(212);
        bench.Read();
        Assert.Equal((2, 2), (bench.Page[Closed], bench.Page["latest"]));
    }

    [Fact]
    public void LateEvent_OfAllItsMetrics_BeginsNothingAtTheCap()
    {
        using var bench = new LaneBench(PipelineOf([Timed()], Closing()) with { MaxWorkers = 1 });
        Say(bench, 101, "w a=1 @101");
        Say(bench, 102, "v a=1 @50");
        Say(bench, 103, "v a=1 @103");
        bench.Read();
        Assert.Equal(["too many in closed: v"], bench.Log);
        Assert.Equal((1, 1), (bench.Sum("streams_events_late_total"), bench.Sum("streams_events_rejected_total")));
    }

    [Fact]
    public void Lateness_SeveralSources_TheLargestCounts()
    {
        var pipeline = PipelineOf([Timed(), Source("slow") with { Lateness = TimeSpan.FromSeconds(8) }], Closing() with { From = ["s", "slow"] });
        using var bench = new LaneBench(pipeline);
        Say(bench, 5, "w a=1 @5");
        Say(bench, 17.9999999, "w a=2 @9");
        bench.Read();
        Assert.Null(bench.Page[Closed]);
        bench.Turn(18);
        bench.Read();
        Assert.Equal(3, bench.Page[Closed]);
    }

    private static SourceDefinition Timed(double expire = 600) =>
        Source(expire: expire) with { HasEventTime = true, Lateness = TimeSpan.FromSeconds(2) };

    private static MetricDefinition Closing() => Metric("closed", Call("sum", "a")) with { Over = [Ten] };

    private static void Say(LaneBench bench, double at, string line)
    {
        bench.Time.At(at);
        bench.Send(line);
        bench.Turn(at);
    }
}
