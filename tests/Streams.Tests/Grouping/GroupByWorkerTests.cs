using System.Reactive.Concurrency;
using Microsoft.Reactive.Testing;
using Streams.Grouping;

namespace Streams.Tests.Grouping;

public class GroupByWorkerTests : ReactiveTest
{
    [Fact]
    public void GroupByWorker_TwoWorkers_BeginsAGroupForEachAndLeavesAtItsLeaseEnd() => Assert.Equal(
        "10 +a, 10 a, 20 +b, 20 b, 30 a, 120 -b, 130 -a",
        GroupLog.Run(GroupLog.LeasesOf(), Report.At(10, "a"), Report.At(20, "b"), Report.At(30, "a")));

    [Fact]
    public void GroupByWorker_EventOneTickBeforeLeaseEnds_Renews() => Assert.Equal(
        "10 +a, 10 a, 109 a, 209 -a",
        GroupLog.Run(GroupLog.LeasesOf(), Report.At(10, "a"), Report.At(109, "a")));

    [Fact]
    public void GroupByWorker_EventAtLeaseEnd_FindsTheGroupGoneAndBeginsAnew() => Assert.Equal(
        "10 +a, 10 a, 110 -a, 110 +a, 110 a, 210 -a",
        GroupLog.Run(GroupLog.LeasesOf(), Report.At(10, "a"), Report.At(110, "a")));

    [Fact]
    public void GroupByWorker_ReturnAfterLeaving_StartsFromNothing() => Assert.Equal(
        "10 +a, 10 a, 110 -a, 500 +a, 500 a, 600 -a",
        GroupLog.Run(GroupLog.LeasesOf(), Report.At(10, "a"), Report.At(500, "a")));

    [Fact]
    public void GroupByWorker_LateEvent_RenewsButNeverBegins() => Assert.Equal(
        "20 +a, 20 a, 90 a, 190 -a",
        GroupLog.Run(GroupLog.LeasesOf(), Report.At(10, "a", late: true), Report.At(20, "a"), Report.At(90, "a", late: true), Report.At(300, "a", late: true)));

    [Fact]
    public void GroupByWorker_ShorterLease_CountsFromTheLastEvent()
    {
        var lengths = new Queue<int>([100, 20, 50]);
        var leases = new Leases<Report> { Expire = _ => TimeSpan.FromTicks(lengths.Dequeue()) };
        Assert.Equal("10 +a, 10 a, 30 a, 40 a, 90 -a", GroupLog.Run(leases, Report.At(10, "a"), Report.At(30, "a"), Report.At(40, "a")));
    }

    [Fact]
    public void GroupByWorker_LeaseBeyondTheCalendar_DoesNotEnd()
    {
        var leases = new Leases<Report> { Expire = _ => TimeSpan.MaxValue };
        var scheduler = new TestScheduler();
        var log = new GroupLog(scheduler, leases, scheduler.CreateHotObservable(Report.At(10, "a")));
        scheduler.AdvanceTo(TimeSpan.FromDays(1000).Ticks);
        Assert.Equal("10 +a, 10 a", log.Text);
        Assert.Equal(1, log.Live.Count);
    }

    [Fact]
    public void GroupByWorker_LeaseOfNothing_Throws()
    {
        var leases = new Leases<Report> { Expire = _ => TimeSpan.Zero };
        Assert.Throws<InvalidOperationException>(() => GroupLog.Run(leases, Report.At(10, "a")));
    }

    [Fact]
    public void GroupByWorker_LeasesThatEndTogether_EndInTheOrderInWhichTheyBegan() => Assert.Equal(
        "10 +c, 10 c, 10 +a, 10 a, 10 +b, 10 b, 110 -c, 110 -a, 110 -b",
        GroupLog.Run(GroupLog.LeasesOf(), Report.At(10, "c"), Report.At(10, "a"), Report.At(10, "b")));

    [Fact]
    public void GroupByWorker_Source_IsSubscribedOnceAndEndsWithEveryGroup()
    {
        var scheduler = new TestScheduler();
        var events = scheduler.CreateHotObservable(Report.At(210, "a"), Report.At(220, "b"), OnCompleted<Report>(230));
        var leases = GroupLog.LeasesOf();
        GroupLog? log = null;
        scheduler.Schedule(Instant(200), () => log = new GroupLog(scheduler, leases, events));
        scheduler.Start();

        Assert.Equal("210 +a, 210 a, 220 +b, 220 b, 230 -a, 230 -b, 230 .", log!.Text);
        events.Subscriptions.AssertEqual(Subscribe(200, 230));
        Assert.Equal(230, scheduler.Clock);
        Assert.Equal(0, log.Live.Count);
    }

    [Fact]
    public void GroupByWorker_SourceFails_EveryGroupFailsThenTheOuterSequence()
    {
        var leases = GroupLog.LeasesOf();
        var failure = OnError<Report>(30, new InvalidOperationException());
        Assert.Equal("10 +a, 10 a, 20 +b, 20 b, 30 !a, 30 !b, 30 !", GroupLog.Run(leases, Report.At(10, "a"), Report.At(20, "b"), failure));
    }

    [Fact]
    public void GroupByWorker_OuterDisposed_StopsEverythingAndItsTimer()
    {
        var scheduler = new TestScheduler();
        var events = scheduler.CreateHotObservable(Report.At(210, "a"), Report.At(260, "a"), Report.At(270, "b"));
        var roster = new WorkerRoster();
        var leases = GroupLog.LeasesOf(roster: roster);
        GroupLog? log = null;
        scheduler.Schedule(Instant(200), () => log = new GroupLog(scheduler, leases, events));
        scheduler.Schedule(Instant(250), () => log!.Subscription.Dispose());
        scheduler.Start();

        Assert.Equal("210 +a, 210 a", log!.Text);
        events.Subscriptions.AssertEqual(Subscribe(200, 250));
        Assert.Equal(270, scheduler.Clock);
        Assert.Equal((0, 0, 0L), (log.Live.Count, roster.Count, roster.Expired));
    }

    [Fact]
    public void GroupByWorker_LiveGroupsInUse_AnswersASecondSubscriptionWithAnError()
    {
        var scheduler = new TestScheduler();
        var events = scheduler.CreateHotObservable(Report.At(10, "a"));
        var leases = GroupLog.LeasesOf();
        var live = new LiveGroups<Report>();
        var first = new GroupLog(scheduler, leases, events, live);
        var second = new GroupLog(scheduler, leases, events, live);
        scheduler.AdvanceTo(10);
        Assert.Equal(("10 +a, 10 a", "0 !"), (first.Text, second.Text));
    }

    [Fact]
    public void GroupByWorker_Renewals_NeitherScheduleNorMoveTheTimer()
    {
        var scheduler = new TestScheduler();
        var counting = new CountingScheduler(scheduler);
        var events = scheduler.CreateHotObservable([.. Enumerable.Range(0, 1000).Select(i => Report.At(10 + i, "w" + (i % 50)))]);
        using var groups = events.GroupByWorker(e => e.Key, GroupLog.LeasesOf(), counting).Subscribe(_ => { }, _ => { });
        scheduler.AdvanceTo(1009);

        Assert.InRange(counting.Scheduled, 1, 1 + (1000 / 50));
        Assert.False(counting.ScheduledForNow);
    }

    private static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);
}
