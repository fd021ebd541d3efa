using Streams.Definition;
using Streams.Tests.Support;
using static Streams.Tests.Support.LaneBench;

namespace Streams.Tests.Lane;

/// <summary>N13: a lane that was absent ends no lease for it.</summary>
public sealed class StallTests
{
    private const string A = "total{worker=\"a\"}";
    private const string B = "total{worker=\"b\"}";

    [Fact]
    public void N13_Absence_EndsNoLeaseAndReadsWhatWaits()
    {
        using var bench = Bench(Totals());
        bench.Turn(0);
        bench.Send("a a=1");
        bench.Send("b a=1");
        bench.Turn(0.5);
        bench.Turn(1.5);
        // Twelve seconds later the lane's thread is the first to run, and then a source reads what waited.
        bench.Turn(13.5);
        bench.Send("a a=1");
        bench.Turn(13.6);
        bench.Read();
        Assert.Equal((2, 1), (bench.Page[A], bench.Page[B]));
        Assert.Equal(["absent for 12 s"], bench.Log);
        Assert.Equal((1, 12), (bench.Sum("streams_lane_stalls_total"), bench.Sum("streams_lane_stalled_seconds_total")));

        // b: [0 s, 10 s), and 13 s more.
        for (var t = 14.6; t < 22.9; t++) bench.Turn(t);
        bench.Turn(22.9);
        bench.Read();
        Assert.Equal(1, bench.Page[B]);
        bench.Turn(23.1);
        bench.Read();
        Assert.Null(bench.Page[B]);
        Assert.Equal(2, bench.Page[A]);
        Assert.Equal(1, bench.Sum("streams_lane_stalls_total"));
    }

    [Fact]
    public void N13_Absence_ExtendsBeats()
    {
        var silent = Source("silent", expire: 100) with { Alive = ["s"] };
        using var bench = Bench(PipelineOf([Source(expire: 10), silent], Metric("total", Call("sum", "a"), "silent")));
        bench.Turn(0);
        bench.Send("a a=0");
        bench.Send("a a=1", "silent");
        bench.Turn(1);
        bench.Turn(61);
        for (var t = 62.0; t < 70.9; t++) bench.Turn(t);
        bench.Turn(70.9);
        bench.Read();
        Assert.Equal(1, bench.Page[A]);
        bench.Turn(71.1);
        bench.Read();
        Assert.Null(bench.Page[A]);
    }

    [Fact]
    public void N13_MessagesFromBeforeTheAbsence_AreTakenBeforeIt()
    {
        using var bench = Bench(Totals());
        bench.Turn(0);
        bench.Send("b a=1");
        bench.Turn(0.5);
        bench.Turn(1.5);
        bench.Turn(2.5);
        // It arrived, and then the process was stopped before the lane took it.
        bench.Time.At(2);
        bench.Send("a a=1");
        bench.Time.At(30);
        bench.Send("a a=1");
        bench.Turn(30);
        Assert.Equal(ManualTime.Start.AddSeconds(30), bench.Read());
        Assert.Equal((2, 1), (bench.Page[A], bench.Page[B]));
        Assert.Equal(["absent for 27.5 s"], bench.Log);
    }

    [Fact]
    public void N13_ReadBehindAnAbsence_ShowsAllThatLived()
    {
        using var bench = Bench(Totals());
        bench.Turn(0);
        bench.Send("a a=1");
        bench.Turn(0.5);
        bench.Time.At(60);
        Assert.Equal(ManualTime.Start.AddSeconds(60), bench.Read());
        Assert.Equal(1, bench.Page[A]);
    }

    [Fact]
    public void N13_StoppedAnywhereInATurn_EndsNoLease()
    {
        // At which reading of the wall clock the process has just been stopped.
        for (var stopped = 1; stopped <= 6; stopped++)
        {
            var reading = 0;
            using var bench = Bench(Totals());
            bench.Turn(0);
            bench.Send("a a=1");
            bench.Send("b a=1");
            bench.Turn(0.5);
            bench.Send("b a=1");
            var read = bench.Host.ReadAsync();
            bench.Time.Read = () =>
            {
                if (++reading == stopped) bench.Time.At(60);
            };
            bench.Host.Turn();
            bench.Host.Turn();
            bench.Read();
            Assert.True(read.IsCompletedSuccessfully);
            Assert.Equal((stopped, 1, 2), (stopped, bench.Page[A], bench.Page[B]));
            Assert.Equal(["absent for 59.5 s"], bench.Log);
        }
    }

    [Fact]
    public void N13_TimersAndLooksASecondApart_AreNoAbsence()
    {
        using var bench = Bench(Totals());
        bench.Turn(0);
        bench.Send("a a=1");
        Assert.All(Enumerable.Range(1, 9), second => Assert.InRange(bench.Turn(second), TimeSpan.Zero, TimeSpan.FromSeconds(1)));
        bench.Turn(10.9);
        bench.Read();
        Assert.Null(bench.Page[A]);
        Assert.Equal(0, bench.Sum("streams_lane_stalls_total"));
    }

    [Fact]
    public void N13_ClockThatIsSetForwardAndBack_StartsAnewAtTheWallClock()
    {
        using var bench = Bench(Totals());
        bench.Turn(3600);
        bench.Send("a a=1");
        bench.Turn(3600.5);
        bench.Turn(7200);
        bench.Send("b a=1");
        bench.Turn(7200);
        bench.Turn(3601);
        bench.Read();
        Assert.Null(bench.Page[A]);
        Assert.Equal(["absent for 3599.5 s", "clock reset"], bench.Log);
        Assert.Equal(ManualTime.Start.AddSeconds(3601), bench.Read());
    }

    [Fact]
    public void N13_ClockThatStoodMeanwhile_MissedNothing()
    {
        using var bench = Bench(Totals());
        bench.Turn(40);
        bench.Send("a a=1");
        bench.Turn(40.5);
        bench.Turn(10);
        bench.Turn(25);
        Assert.Empty(bench.Log);
        bench.Turn(26);
        for (var t = 27.0; t < 50; t++) bench.Turn(t);
        bench.Read();
        Assert.Equal(1, bench.Page[A]);
        bench.Turn(50);
        bench.Read();
        Assert.Null(bench.Page[A]);
    }

    private static LaneBench Bench(PipelineDefinition pipeline)
    {
        var bench = new LaneBench(pipeline);
        bench.Host.BeginHeartbeat();
        return bench;
    }

    private static PipelineDefinition Totals() => PipelineOf([Source(expire: 10)], Metric("total", Call("sum", "a")));
}
