using System.Reactive.Linq;
using System.Reactive.Subjects;
using Streams.Events;
using Streams.Grouping;
using Streams.Timing;

namespace Streams.Tests.Grouping;

/// <summary>Timers that are not punctual, and observers that leave in the middle of a call.</summary>
public class RobustnessTests
{
    private readonly UnpunctualScheduler _scheduler = new();
    private readonly Subject<Report> _events = new();
    private readonly List<string> _lines = [];

    [Fact]
    public void GroupByWorker_TimerGoesOffEarly_IsArmedAgainAndEndsNothing()
    {
        using var groups = Watch(GroupLog.LeasesOf());
        Say(10, "a");
        _scheduler.Set(90);
        _scheduler.Fire();
        Assert.Equal(new DateTimeOffset(110, TimeSpan.Zero), _scheduler.Due);
        _scheduler.Set(110);
        _scheduler.Fire();
        Assert.Equal(["+a", "a", "-a"], _lines);
        Assert.Null(_scheduler.Due);
    }

    [Fact]
    public void GroupByWorker_TimerIsLate_EventFindsTheGroupGone()
    {
        using var groups = Watch(GroupLog.LeasesOf());
        Say(10, "a");
        Say(110, "a");
        Assert.Equal(["+a", "a", "-a", "+a", "a"], _lines);
    }

    [Fact]
    public void GroupByWorker_TimerOfTheBeatsIsLate_EventFindsTheGroupGone()
    {
        var beats = new Beats(TimeSpan.FromTicks(50), 10, new UnpunctualScheduler());
        using var groups = Watch(GroupLog.LeasesOf(alive: [[beats]]));
        Say(10, "a");
        beats.Beat("a", 20);
        Say(75, "a");
        Assert.Equal(["+a", "a", "-a", "+a", "a"], _lines);
    }

    [Fact]
    public void GroupByWorker_OuterDisposedAtAGroup_TellsNoMore()
    {
        var leases = GroupLog.LeasesOf();
        var live = new LiveGroups<Report>();
        using var groups = _events.GroupByWorker(e => e.Key, leases, live, _scheduler).Do(Watch).Take(1).Subscribe(_ => { }, _ => { });
        Say(10, "a");
        Say(20, "b");
        Assert.Equal(["+a"], _lines);
        Assert.Equal(0, live.Count);
    }

    [Fact]
    public void GroupByWorker_OuterDisposedInATakeover_BeginsAndEndsNoMore()
    {
        IDisposable? outer = null;
        var leases = GroupLog.LeasesOf();
        outer = _events.GroupByWorker(e => e.Key, leases, _scheduler).Do(Watch).Subscribe(group => group.Subscribe(_ => { }, _ => { }, () => outer!.Dispose()), _ => { });
        Say(10, "a/0", 1);
        Say(10, "a/1", 1);
        Say(20, "a/0");
        Assert.Equal(["+a/0", "a/0", "+a/1", "a/1", "-a/0"], _lines);
        Assert.Null(_scheduler.Due);
    }

    private IDisposable Watch(Leases<Report> leases) => _events.GroupByWorker(e => e.Key, leases, _scheduler).Subscribe(Watch, _ => { });

    private void Watch(IGroupedObservable<WorkerKey, Report> group)
    {
        var name = group.Key.ToString().Replace(',', '/');
        _lines.Add("+" + name);
        group.Subscribe(_ => _lines.Add(name), _ => { }, () => _lines.Add("-" + name));
    }

    private void Say(long now, string key, int source = 0)
    {
        _scheduler.Set(now);
        _events.OnNext(new(Keys.Of(key), source));
    }
}
