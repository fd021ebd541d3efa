using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using Streams.Events;
using Streams.Grouping;
using Streams.Timing;

namespace Streams.Tests.Grouping;

public class ManyWorkersTests
{
    private static readonly WorkerKey[] Workers = [.. Enumerable.Range(0, 100_000).Select(i => new WorkerKey($"w{i}"))];
    private readonly HistoricalScheduler _scheduler = new(DateTimeOffset.UnixEpoch);
    private readonly Subject<Report> _events = new();

    [Fact]
    public void GroupByWorker_AFullFleet_LeavesAtOneInstant()
    {
        var roster = new WorkerRoster();
        var leases = new Leases<Report> { Expire = _ => TimeSpan.FromSeconds(10), Roster = roster };
        var ended = 0;
        var live = new LiveGroups<Report>();
        using var groups = _events.GroupByWorker(e => e.Key, leases, live, _scheduler)
            .Subscribe(group => group.Subscribe(_ => { }, _ => { }, () => ended++), _ => { });

        foreach (var worker in Workers) _events.OnNext(new(worker));
        Assert.True(live.WouldExceed(new(new WorkerKey("one more"))));
        _scheduler.AdvanceBy(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.Equal((100_000, 0), (live.Count, ended));
        _scheduler.AdvanceBy(TimeSpan.FromTicks(1));
        Assert.Equal((0, 100_000), (live.Count, ended));
        Assert.Equal((0, 100_000L), (roster.Count, roster.Expired));
    }
}
