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
    private readonly Subject<Said> _events = new();

    [Fact]
    public void GroupByWorker_AFullFleet_LeavesAtOneInstant()
    {
        var roster = new WorkerRoster();
        var leases = new Leases<Said> { Expire = _ => TimeSpan.FromSeconds(10), Roster = roster };
        var ended = 0;
        var live = new LiveGroups<Said>();
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

    [Fact]
    public void GroupByWorker_KnownWorkers_AllocatesNothing()
    {
        var said = Workers[..1000].Select(w => new Said(w)).ToArray();
        var leases = new Leases<Said> { Expire = _ => TimeSpan.FromSeconds(10) };
        var heard = 0;
        using var groups = _events.GroupByWorker(e => e.Key, leases, _scheduler)
            .Subscribe(group => group.Subscribe(_ => heard++, _ => { }), _ => { });
        foreach (var e in said) _events.OnNext(e);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++)
        {
            foreach (var e in said) _events.OnNext(e);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(11_000, heard);
    }

    [Fact]
    public void GroupByWorker_GroupsTakenOver_AreForgottenBeforeTheirLeaseEnds()
    {
        var leases = new Leases<Said>
        {
            Expire = e => e.Source == 0 ? TimeSpan.FromSeconds(1) : TimeSpan.FromDays(10 - e.Source),
            Precedence = e => e.Source,
        };
        var groups = new List<WeakReference>();
        using var subscription = _events.GroupByWorker(e => e.Key, leases, _scheduler).Subscribe(group => groups.Add(new(group)), _ => { });
        _events.OnNext(new(Workers[1], 2));
        for (var i = 0; i < 1000; i++)
        {
            _events.OnNext(new(Workers[0], 1));
            _events.OnNext(new(Workers[0], 0));
            _scheduler.AdvanceBy(TimeSpan.FromSeconds(1));
        }

        GC.Collect();
        Assert.InRange(groups.Count(group => group.IsAlive), 0, 100);
    }
}
