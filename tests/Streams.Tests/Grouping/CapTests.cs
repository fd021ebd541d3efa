using Microsoft.Reactive.Testing;
using Streams.Grouping;

namespace Streams.Tests.Grouping;

/// <summary>N4: at most so many live groups in a metric.</summary>
public class CapTests
{
    [Fact]
    public void Cap_Reached_LeavesOutNewGroupsUntilOneLeaves()
    {
        var scheduler = new TestScheduler();
        var events = scheduler.CreateHotObservable(Report.At(10, "a"), Report.At(20, "b"), Report.At(30, "c"), Report.At(40, "a"), Report.At(120, "c"));
        var log = new GroupLog(scheduler, GroupLog.LeasesOf(cap: 2), events);
        scheduler.Start();
        Assert.Equal("10 +a, 10 a, 20 +b, 20 b, 40 a, 120 -b, 120 +c, 120 c, 140 -a, 220 -c", log.Text);
        Assert.Equal(1, log.Live.Refused);
    }

    [Theory]
    [InlineData("a/0", 1, false, false)] // renews
    [InlineData("a/2", 1, false, true)] // one more of a worker that listens to this source
    [InlineData("a/2", 1, true, false)] // late: begins nothing
    [InlineData("a/2", 2, false, false)] // precedence ignores it
    [InlineData("a/2", 0, false, false)] // a takeover frees two first
    [InlineData("b", 2, false, true)] // a new worker
    public void WouldExceed_AtTheCap_TellsWhatWouldBegin(string key, int source, bool late, bool exceeds)
    {
        var scheduler = new TestScheduler();
        var leases = GroupLog.LeasesOf(cap: 2, expire: [100, 100, 100]);
        var live = new LiveGroups<Report>();
        _ = new GroupLog(scheduler, leases, scheduler.CreateHotObservable(Report.At(10, "a/0", 1), Report.At(20, "a/1", 1)), live);
        var said = new Report(Keys.Of(key), source, late);

        scheduler.AdvanceTo(10);
        Assert.False(live.WouldExceed(said));
        scheduler.AdvanceTo(20);
        Assert.Equal(exceeds, live.WouldExceed(said));
        Assert.Equal(exceeds, live.WouldExceed(said));
        scheduler.AdvanceTo(110);
        Assert.False(live.WouldExceed(said));
    }
}
