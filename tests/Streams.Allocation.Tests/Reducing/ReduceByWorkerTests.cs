using System.Reactive.Linq;
using System.Reactive.Subjects;
using Streams.Allocation.Tests.Support;
using Streams.Events;
using Streams.Grouping;
using Streams.Reducing;
using Streams.Timing;
using Streams.Windowing;

namespace Streams.Allocation.Tests.Reducing;

public sealed class ReduceByWorkerTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    public static TheoryData<string> Names => [.. Reducers.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void ReduceByWorker_SteadyState_AllocatesNothing(string reducer)
    {
        var clock = new LaneClock(Start);
        var events = new Subject<Report>();
        var query = new WorkerQuery<Report>
        {
            By = e => e.Key,
            Leases = new Leases<Report> { Expire = _ => TimeSpan.FromSeconds(10) },
            TimeTicks = _ => Start.UtcTicks,
            Windows = [new(Over.Tumbling(TimeSpan.FromSeconds(5)), new FieldReducer<Report>(reducer, e => e.Value, reducer == "quantile" ? 0.5 : null))],
        };
        using var subscription = events.ReduceByWorker(query, Observable.Never<DateTimeOffset>(), clock.Windows).Subscribe(_ => { }, _ => { });
        var reports = Enumerable.Range(0, 100).Select(i => new Report(new WorkerKey($"w{i}"), 3)).ToArray();
        Assert.Equal(0, Allocations.OfManyEvents(reports.Length, _ =>
        {
            foreach (var report in reports) events.OnNext(report);
        }));
    }

    private sealed record Report(WorkerKey Key, double Value);
}
