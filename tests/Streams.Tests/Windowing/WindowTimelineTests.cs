using Streams.Definition;
using Streams.Reducing;
using Streams.Tests.Reducing;
using Streams.Tests.Support;
using Streams.Windowing;
using static Streams.Tests.Support.LaneBench;

namespace Streams.Tests.Windowing;

/// <summary>N5 on a whole lane: what the page shows of windows, instant by instant. Seconds after the start, which is on every window's edge.</summary>
public sealed class WindowTimelineTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly Over Ten = Over.Tumbling(10 * Second);
    private static readonly Over ThirtyEvery10 = Over.Hopping(30 * Second, 10 * Second);
    private LaneBench? _bench;

    public void Dispose() => _bench?.Dispose();

    [Fact]
    public void Windows_EventOnTheEdge_IsInTheWindowThatBegins()
    {
        Begin(Source());
        Say(19.9999999, "w a=1");
        Say(20, "w a=2");
        Shows(20, ten: 1, thirty: null);
        Shows(30, ten: 2, thirty: 3);
    }

    [Fact]
    public void Windows_EventAtTheInstantOfClosing_FindsItClosed()
    {
        // N6: a window closes when the clock is at its end + lateness; the message of that instant comes after.
        Begin(Timed(lateness: 2));
        Say(15, "w a=1 @15");
        Say(21.9999999, "w a=10 @19");
        Shows(21.9999999, ten: null, thirty: null);
        Say(22, "w a=100 @19");
        Shows(22, ten: 11, thirty: null);
        Shows(32, ten: 0, thirty: 111);
    }

    [Fact]
    public void Windows_BetweenCloses_ShowTheLastClosedOne()
    {
        Begin(Source());
        Say(12, "w a=1");
        Shows(19.9999999, ten: null, thirty: null);
        Shows(20, ten: 1, thirty: null);
        Say(21, "w a=5");
        Shows(29.9999999, ten: 1, thirty: null);
        Shows(30, ten: 5, thirty: 6);
        Shows(49.9999999, ten: 0, thirty: 6);
        Shows(50, ten: 0, thirty: 5);
        Shows(60, ten: 0, thirty: 0);
    }

    [Fact]
    public void Windows_BegunBeforeTheLane_AreNotShown()
    {
        Begin(Source(), startsAt: 5);
        Say(6, "w a=1");
        Shows(10, ten: null, thirty: null);
        Say(12, "w a=2");
        Shows(20, ten: 2, thirty: null);
        Shows(30, ten: 0, thirty: null);
        Shows(40, ten: 0, thirty: 2); // [10s, 40s) is the first hop that began under this lane
    }

    [Fact]
    public void Windows_WorkerJoinsInMidWindow_CountsAsSilentBefore()
    {
        _bench = new LaneBench(PipelineOf([Source()], Windowed("count"), Windowed("per_second") with { Name = "rate" }));
        Say(25, "w a=5");
        Say(29, "w a=5");
        Shows(30, ten: 2, thirty: 2);
        Assert.Equal((1, 10 / 30.0), (_bench.Page["rate{worker=\"w\",window=\"10s\"}"], _bench.Page["rate{worker=\"w\",window=\"30s\"}"]));
    }

    [Fact]
    public void Windows_EndedBeforeTheGroupsFirstEvent_AreNotItsOwn()
    {
        Begin(Timed(lateness: 20));
        Say(31, "v a=1 @15"); // [10s, 20s) is open still
        Say(31, "w a=1 @25"); // [10s, 20s) is open, and not w's
        Shows(40, ten: null, thirty: null);
        Assert.Equal(1, _bench!.Page["closed{worker=\"v\",window=\"10s\"}"]);
        Shows(50, ten: 1, thirty: 1);
    }

    [Theory]
    [MemberData(nameof(ReducersTests.Names), MemberType = typeof(ReducersTests))]
    public void Windows_Empty_ShowTheValueOfNothing(string reducer)
    {
        double? empty = double.IsNaN(Reducers.Find(reducer)!.OfNothing) ? null : Reducers.Find(reducer)!.OfNothing;
        _bench = new LaneBench(PipelineOf([Source()], Windowed(reducer)));
        Say(1, "w a=3");
        Turn(10);
        Assert.NotNull(_bench.Page["closed{worker=\"w\",window=\"10s\"}"]);
        Shows(20, ten: empty, thirty: null);
        Shows(60, ten: empty, thirty: empty);
        Say(61, "w a=3");
        Turn(70);
        Assert.NotNull(_bench.Page["closed{worker=\"w\",window=\"10s\"}"]);
    }

    [Fact]
    public void Windows_WindowAndLeaseDueAtOneInstant_WindowClosesAndTheGroupLeaves()
    {
        Begin(Source(expire: 35));
        Say(5, "w a=1");
        Shows(39.9999999, ten: 0, thirty: 1);
        Shows(40, ten: null, thirty: null);
        Say(40, "w a=7"); // begins anew: silent before
        Shows(50, ten: 7, thirty: 7);
    }

    [Fact]
    public void Windows_GroupLeavesWithAnOpenWindow_ThatWindowIsNeverShown()
    {
        Begin(Source(expire: 31));
        Say(5, "w a=1");
        Shows(35.9999999, ten: 0, thirty: 1);
        Shows(36, ten: null, thirty: null);
        Shows(40, ten: null, thirty: null);
        Assert.Equal(1, _bench!.Sum("streams_workers_expired_total"));
    }

    [Fact]
    public void Windows_InputEnds_OpenWindowsAreDiscarded()
    {
        Begin(Source());
        Say(5, "w a=1");
        Say(12, "w a=2");
        Shows(15, ten: 1, thirty: null);
        _bench!.Dispose();
        Assert.Equal(1, _bench.Page["closed{worker=\"w\",window=\"10s\"}"]);
    }

    [Fact]
    public void Windows_GapOfThreeDays_EveryWindowClosesEmptyWhileTheGroupLives()
    {
        const double threeDays = 3 * 86400;
        Begin(Source(expire: threeDays + 100));
        Say(5, "w a=1");
        Shows(threeDays, ten: 0, thirty: 0);
        Say(threeDays + 1, "w a=2");
        Shows(threeDays + 10, ten: 2, thirty: 2);
    }

    [Fact]
    public void Windows_GapOfThreeDays_NothingIsDueOnceTheGroupHasLeft()
    {
        const double threeDays = 3 * 86400;
        Begin(Source());
        Say(5, "w a=1");
        Shows(threeDays, ten: null, thirty: null);
        Assert.Equal(TimeSpan.FromSeconds(1), _bench!.Turn(threeDays)); // it sleeps: no timer is left
        Say(threeDays + 11, "w a=2");
        Shows(threeDays + 20, ten: 2, thirty: 2);
    }

    private static SourceDefinition Timed(double lateness) => Source() with { HasEventTime = true, Lateness = lateness * Second };

    private static MetricDefinition Windowed(string reducer) =>
        Metric("closed", Some.Calls(Reducers.Find(reducer)!, "a")[^1]) with { Over = [Ten, ThirtyEvery10] };

    private void Begin(SourceDefinition source, double startsAt = 0) =>
        _bench = new LaneBench(PipelineOf([source], Windowed("sum")), startsAt: startsAt);

    private void Say(double at, string line)
    {
        _bench!.Time.At(at);
        _bench.Send(line);
        _bench.Turn(at);
    }

    private void Turn(double at)
    {
        _bench!.Turn(at);
        _bench.Read();
    }

    private void Shows(double at, double? ten, double? thirty)
    {
        Turn(at);
        Assert.Equal((ten, thirty), (_bench!.Page["closed{worker=\"w\",window=\"10s\"}"], _bench.Page["closed{worker=\"w\",window=\"30s\"}"]));
    }
}
