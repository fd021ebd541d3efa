using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using System.Runtime.CompilerServices;
using Streams.Allocation.Tests.Support;
using Streams.Events;
using Streams.Grouping;

namespace Streams.Allocation.Tests.Grouping;

public sealed class GroupByWorkerTests
{
    private static readonly WorkerKey[] Workers = [.. Enumerable.Range(0, 1000).Select(i => new WorkerKey($"w{i}"))];
    private readonly HistoricalScheduler _scheduler = new(DateTimeOffset.UnixEpoch);
    private readonly Subject<Report> _reports = new();

    [Fact]
    public void GroupByWorker_KnownWorkers_AllocatesNothing()
    {
        var reports = Workers.Select(worker => new Report(worker)).ToArray();
        var leases = new Leases<Report> { Expire = _ => TimeSpan.FromSeconds(10) };
        var heard = 0;
        using var groups = _reports.GroupByWorker(e => e.Key, leases, _scheduler)
            .Subscribe(group => group.Subscribe(_ => heard++, _ => { }), _ => { });
        var passes = 0;
        var bytes = Allocations.OfManyEvents(reports.Length, _ =>
        {
            passes++;
            foreach (var report in reports) _reports.OnNext(report);
        });
        Assert.Equal(0, bytes);
        Assert.Equal(passes * reports.Length, heard);
    }

    [Fact]
    public void GroupByWorker_GroupsTakenOver_AreForgottenBeforeTheirLeaseEnds()
    {
        var leases = new Leases<Report>
        {
            Expire = e => e.Source == 0 ? TimeSpan.FromSeconds(1) : TimeSpan.FromDays(10 - e.Source),
            Precedence = e => e.Source,
        };
        var groups = new List<WeakReference>();
        using var subscription = _reports.GroupByWorker(e => e.Key, leases, _scheduler).Subscribe(group => groups.Add(new(group)), _ => { });
        _reports.OnNext(new(Workers[1], 2));
        for (var i = 0; i < 1000; i++)
        {
            _reports.OnNext(new(Workers[0], 1));
            _reports.OnNext(new(Workers[0], 0));
            _scheduler.AdvanceBy(TimeSpan.FromSeconds(1));
        }

        GC.Collect();
        Assert.InRange(groups.Count(group => group.IsAlive), 0, 100);
    }

    [Fact]
    public void GroupByWorker_Disposed_LetsGoOfTheBeats()
    {
        using var beats = new Beats(TimeSpan.FromTicks(50), 10, _scheduler);
        var dropped = SubscribeAndDispose(beats);
        GC.Collect();
        Assert.False(dropped.IsAlive);
        GC.KeepAlive(beats);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference SubscribeAndDispose(Beats beats)
    {
        var leases = new Leases<Report> { Expire = _ => TimeSpan.FromTicks(100), Alive = [[beats]] };
        _reports.GroupByWorker(e => e.Key, leases, _scheduler).Subscribe(_ => { }, _ => { }).Dispose();
        return new(leases);
    }

    private sealed record Report(WorkerKey Key, int Source = 0);
}
