using System.Reactive.Concurrency;
using Streams.Definition;
using Streams.Lane;
using Streams.Publishing;
using Streams.Tests.Support;
using Streams.Timing;
using Streams.Windowing;
using static Streams.Tests.Support.LaneBench;

namespace Streams.Tests.Lane;

/// <summary>L1 to L8, each in virtual time.</summary>
public sealed class LaneTests
{
    private const string Closed = "closed{worker=\"w\",window=\"10s\"}";
    private const string Sum = "total{worker=\"w\"}";

    [Fact]
    public void L1_Flush_QueueFull_DropsAndCountsAtOnce()
    {
        using var bench = new LaneBench(Totals(), queueMessages: 2);
        for (var i = 0; i < 5; i++) bench.Send("w a=1");
        bench.Host.Turn();
        bench.Read();
        Assert.Equal(5, bench.Sum("streams_messages_received_total"));
        Assert.Equal(3, bench.Sum("streams_messages_dropped_total"));
        Assert.Equal(2, bench.Page[Sum]);
        bench.AssertAccounts();
    }

    [Fact]
    public void L1_Read_MessagesWait_CountsNoneOfThem()
    {
        using var bench = new LaneBench(Totals());
        bench.Send("w a=1");
        var read = bench.Host.ReadAsync();
        bench.Send("w a=1");
        bench.Host.Turn();
        Assert.True(read.IsCompletedSuccessfully);
        Assert.Equal(0, bench.Sum("streams_messages_received_total"));
        Assert.Null(bench.Page[Sum]);
        bench.AssertAccounts();
        bench.Read();
        Assert.Equal(2, bench.Page[Sum]);
        bench.AssertAccounts();
    }

    [Fact]
    public void L2_Take_ManyMessagesOfOneInstant_StampsIncreaseByTicks()
    {
        using var bench = new LaneBench(Totals());
        for (var i = 0; i < 3; i++) bench.Input().Receive("subject", "w a=1"u8);
        bench.Input().Flush();
        bench.Host.Turn();
        Assert.Equal(ManualTime.Start.AddTicks(3), bench.Read());
    }

    [Fact]
    public void L2_Take_MessageOfAnInstantThatWasRead_ComesAfterIt()
    {
        using var bench = new LaneBench(Totals());
        bench.Time.At(5);
        var first = bench.Read();
        bench.Send("w a=1");
        bench.Host.Turn();
        Assert.Equal(first.AddTicks(1), bench.Read());
        Assert.Equal(1, bench.Page[Sum]);
    }

    [Fact]
    public void L3_Take_LeaseEndsAtTheStamp_EndsBeforeTheMessage()
    {
        using var bench = new LaneBench(Totals(expire: 10));
        bench.Turn(1);
        bench.Send("w a=1");
        bench.Turn(1);
        bench.Time.At(11);
        bench.Send("w a=7");
        bench.Read();
        bench.Host.Turn();
        bench.Read();
        // The lease ended and the worker was back at once: its sum goes on (N3).
        Assert.Equal(8, bench.Page[Sum]);
        Assert.Equal(1, bench.Sum("streams_workers_expired_total"));
    }

    [Fact]
    public void L4_OneInstant_LeaseScheduledFirst_WindowsRunFirst()
    {
        var clock = new LaneClock(ManualTime.Start);
        var due = ManualTime.Start.AddSeconds(1);
        List<string> ran = [];
        clock.Schedule(due, () => ran.Add("other"));
        clock.Leases.Schedule(due, () => ran.Add("lease 1"));
        clock.Leases.Schedule(due, () => ran.Add("lease 2"));
        clock.Windows.Schedule(due, () => ran.Add("window"));
        clock.Windows.Schedule(due.AddTicks(1), () => ran.Add("later window"));
        clock.AdvanceTo(due.AddTicks(1));
        Assert.Equal(["window", "lease 1", "lease 2", "other", "later window"], ran);
    }

    [Fact]
    public void L4_Window_ClosesWithoutInput_ShowsItsSumUntilTheLeaseEnds()
    {
        var pipeline = PipelineOf([Source(expire: 10)], Metric("closed", Call("sum", "a")) with { Over = [Over.Tumbling(TimeSpan.FromSeconds(10))] });
        using var bench = new LaneBench(pipeline);
        bench.Time.At(10);
        bench.Send("w a=1");
        bench.Turn(10);
        bench.Time.At(15);
        bench.Send("w a=2");
        bench.Turn(15);
        bench.Read();
        Assert.Null(bench.Page[Closed]);
        bench.Turn(20);
        bench.Read();
        Assert.Equal(3, bench.Page[Closed]);
        bench.Turn(25);
        bench.Read();
        Assert.Null(bench.Page[Closed]);
    }

    [Fact]
    public void L4_Read_AtTheInstantOfADueTime_SeesItsWork()
    {
        using var bench = new LaneBench(Totals(expire: 10));
        bench.Send("w a=1");
        bench.Turn(0);
        bench.Time.Now = ManualTime.Start.AddSeconds(10);
        bench.Read();
        Assert.Equal(1, bench.Page[Sum]);
        bench.Time.Now = ManualTime.Start.AddSeconds(10).AddTicks(1);
        bench.Read();
        Assert.Null(bench.Page[Sum]);
    }

    [Fact]
    public async Task L4_Callback_Throws_EndsTheLane()
    {
        using var host = new LaneHost(Totals(), new ThrowingPage(), new ManualTime(), new LaneListener());
        host.Start("broken");
        await Assert.ThrowsAsync<InvalidOperationException>(host.ReadAsync);
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Completion);
        await Assert.ThrowsAsync<InvalidOperationException>(host.ReadAsync);
    }

    [Fact]
    public void L5_Read_MessagesWait_IsOneTickBeforeTheOldest()
    {
        using var bench = new LaneBench(Totals());
        bench.Time.At(3);
        bench.Send("w a=1");
        bench.Time.At(9);
        Assert.Equal(ManualTime.Start.AddSeconds(3).AddTicks(-1), bench.Read());
        bench.Host.Turn();
        Assert.Equal(ManualTime.Start.AddSeconds(9), bench.Read());
    }

    [Fact]
    public void L5_Read_WhileOneWaits_SharesIt()
    {
        using var bench = new LaneBench(Totals());
        Assert.Same(bench.Host.ReadAsync(), bench.Host.ReadAsync());
    }

    [Fact]
    public void L7_Wall_StepsForward_ClockFollowsAtOnce()
    {
        using var bench = new LaneBench(Totals(expire: 10));
        bench.Send("w a=1");
        bench.Turn(3600);
        Assert.Equal(ManualTime.Start.AddHours(1), bench.Read());
        Assert.Null(bench.Page[Sum]);
    }

    [Fact]
    public void L7_Wall_StepsBackAMinute_ClockStandsUntilItHasCaughtUp()
    {
        using var bench = new LaneBench(Totals());
        bench.Turn(100);
        bench.Send("w a=1");
        bench.Turn(100);
        bench.Turn(41);
        bench.Send("w a=1");
        var stands = bench.Turn(41);
        Assert.Equal(ManualTime.Start.AddSeconds(100).AddTicks(1), bench.Read());
        Assert.Equal(2, bench.Page[Sum]);
        Assert.Equal(0, bench.Sum("streams_clock_resets_total"));
        Assert.True(stands > TimeSpan.Zero);
    }

    [Fact]
    public void L7_Wall_StepsBackAnHour_LaneStartsAnewAndCountsGoOn()
    {
        using var bench = new LaneBench(Totals());
        bench.Turn(7200);
        bench.Send("w a=1");
        bench.Turn(7200);
        bench.Read();
        Assert.Equal(1, bench.Page[Sum]);
        bench.Turn(3600);
        // A page may be on its way out: its series change in a read alone.
        Assert.Equal(1, bench.Page[Sum]);
        Assert.Equal(ManualTime.Start.AddHours(1), bench.Read());
        Assert.Null(bench.Page[Sum]);
        bench.Send("w a=5");
        bench.Turn(3600);
        bench.Read();
        Assert.Equal(5, bench.Page[Sum]);
        Assert.Equal(2, bench.Sum("streams_events_accepted_total"));
        Assert.Equal(1, bench.Sum("streams_clock_resets_total"));
        Assert.Equal(["clock reset"], bench.Log);
        bench.AssertAccounts();
    }

    [Fact]
    public void L8_Turn_NothingPending_SleepsUntilTheNextDueTimeOrASecond()
    {
        using var bench = new LaneBench(Totals(expire: 10));
        Assert.Equal(TimeSpan.FromSeconds(1), bench.Turn(0));
        bench.Send("w a=1");
        Assert.Equal(TimeSpan.FromSeconds(1), bench.Turn(0));
        Assert.Equal(TimeSpan.FromSeconds(0.5) + TimeSpan.FromTicks(1), bench.Turn(9.5));
        bench.Turn(11);
        Assert.Equal(TimeSpan.FromSeconds(1), bench.Turn(11));
    }

    private static PipelineDefinition Totals(double expire = 600) =>
        PipelineOf([Source(expire: expire)], Metric("total", Call("sum", "a")));

    private sealed class ThrowingPage : ISeriesSink
    {
        public ISeriesFamily Declare(SeriesFamily family) => new Family();

        private sealed class Family : ISeriesFamily
        {
            public ISeries Create(IReadOnlyList<string> labelValues) => new Series();
        }

        private sealed class Series : ISeries
        {
            public void Set(double value) => throw new InvalidOperationException("broken");

            public void Remove()
            {
            }
        }
    }
}
