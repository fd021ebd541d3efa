using System.Reactive.Linq;
using Microsoft.Reactive.Testing;
using Streams.Grouping;

namespace Streams.Tests.Grouping;

/// <summary>N3: a worker listens to the first listed source that has a lease on one of its groups.</summary>
public class PrecedenceTests
{
    [Fact]
    public void Precedence_LaterSourceSpeaks_IsIgnoredAndRenewsNothing() => Assert.Equal(
        "10 +a, 10 a, 110 -a, 120 +a, 120 a@1, 220 -a",
        GroupLog.Run(GroupLog.LeasesOf(), Report.At(10, "a"), Report.At(50, "a", 1), Report.At(60, "a/1", 1), Report.At(120, "a", 1)));

    [Fact]
    public void Precedence_EarlierSourceSpeaks_TakesOverAtThatEvent() => Assert.Equal(
        "10 +a/0, 10 a/0@1, 20 +a/1, 20 a/1@1, 30 +b, 30 b@1, 50 -a/0, 50 -a/1, 50 +a/0, 50 a/0, 130 -b, 150 -a/0",
        GroupLog.Run(GroupLog.LeasesOf(), Report.At(10, "a/0", 1), Report.At(20, "a/1", 1), Report.At(30, "b", 1), Report.At(50, "a/0"), Report.At(60, "a/1", 1)));

    [Fact]
    public void Precedence_TakeoverUnderAnotherKey_EndsTheGroupsOfTheWorker() => Assert.Equal(
        "10 +a/0, 10 a/0@1, 50 -a/0, 50 +a/1, 50 a/1, 150 -a/1",
        GroupLog.Run(GroupLog.LeasesOf(), Report.At(10, "a/0", 1), Report.At(50, "a/1")));

    [Fact]
    public void Precedence_LateEventOfAnEarlierSource_TakesOverNothing() => Assert.Equal(
        "10 +a, 10 a@1, 60 a@1, 160 -a",
        GroupLog.Run(GroupLog.LeasesOf(), Report.At(10, "a", 1), Report.At(50, "a", 0, late: true), Report.At(60, "a", 1)));

    [Fact]
    public void Precedence_OneGroupOfTheEarlierSourceLeft_StillShutsOutTheLaterOne() => Assert.Equal(
        "10 +a/0, 10 a/0, 60 +a/1, 60 a/1, 110 -a/0, 160 -a/1, 160 +a/0, 160 a/0@1, 260 -a/0",
        GroupLog.Run(GroupLog.LeasesOf(), Report.At(10, "a/0"), Report.At(60, "a/1"), Report.At(120, "a/0", 1), Report.At(160, "a/0", 1)));

    [Fact]
    public void Precedence_MetricWithoutBy_IsOneWorker() => Assert.Equal(
        "10 +, 10 @1, 20 -, 20 +, 20 , 120 -",
        GroupLog.Run(GroupLog.LeasesOf(), Report.At(10, "", 1), Report.At(20, ""), Report.At(30, "", 1)));

    [Fact]
    public void Precedence_EachSource_HasItsOwnLease() => Assert.Equal(
        "10 +a, 10 a@1, 40 -a, 40 +a, 40 a, 60 -a, 70 +a, 70 a@1, 1070 -a",
        GroupLog.Run(GroupLog.LeasesOf(expire: [20, 1000]), Report.At(10, "a", 1), Report.At(40, "a"), Report.At(70, "a", 1)));

    [Fact]
    public void Roster_TakeoverAndLoss_CountsTheLossAlone()
    {
        var roster = new WorkerRoster();
        var leases = GroupLog.LeasesOf(roster: roster);
        var scheduler = new TestScheduler();
        var events = scheduler.CreateHotObservable(Report.At(10, "a/0", 1), Report.At(20, "a/1"), Report.At(30, "b"), Report.At(40, ""));
        _ = new GroupLog(scheduler, leases, events);
        _ = new GroupLog(scheduler, GroupLog.LeasesOf(roster: roster, expire: 500), events.Where(e => e.Key.Worker == "b"));

        scheduler.AdvanceTo(40);
        Assert.Equal((2, 0L), (roster.Count, roster.Expired));
        scheduler.AdvanceTo(130);
        Assert.Equal((1, 1L), (roster.Count, roster.Expired));
        scheduler.AdvanceTo(529);
        Assert.Equal((1, 1L), (roster.Count, roster.Expired));
        scheduler.AdvanceTo(530);
        Assert.Equal((0, 2L), (roster.Count, roster.Expired));
    }
}
