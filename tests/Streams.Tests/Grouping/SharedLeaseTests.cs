using System.Globalization;
using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using CsCheck;
using Streams.Events;
using Streams.Grouping;
using Streams.Reducing;
using Streams.Windowing;

namespace Streams.Tests.Grouping;

public sealed class SharedLeaseTests
{
    private static readonly Func<Report, TimeSpan> Expire = e => TimeSpan.FromTicks(e.Lease);
    private static readonly Func<Report, int> Precedence = e => e.Source;
    private static readonly Func<Report, WorkerKey> By = e => new WorkerKey($"w{e.Worker}");
    private static readonly Func<Report, long> TimeTicks = e => e.At;

    private static readonly int[][] Entered = [.. Enumerable.Range(0, 8).Select(bits => Enumerable.Range(0, 3).Where(i => (bits & (1 << i)) != 0).ToArray())];

    /// <summary>Queries that have one lease in common show what they show if each has its own, whichever of them events enter, from whichever source.</summary>
    [Fact]
    public void ReduceByWorker_QueriesOfOneLease_ShowWhatTheyShowAlone() =>
        Gen.Select(Gen.Int[0, 2], Gen.Frequency((3, Gen.Const(7)), (1, Gen.Int[0, 7])), Gen.Int[0, 90], Gen.Int[0, 1], Gen.Int[1, 4]).Array[1, 80].Sample(
            steps => Assert.Equal(Shown(steps, isShared: false), Shown(steps, isShared: true)), iter: 300);

    private static List<string> Shown((int Worker, int Enters, int Wait, int Source, int Lease)[] steps, bool isShared)
    {
        var scheduler = new HistoricalScheduler(DateTimeOffset.UnixEpoch);
        using var events = new Subject<Report>();
        using var reads = new Subject<DateTimeOffset>();
        WorkerQuery<Report>[] queries = [.. Enumerable.Range(0, 3).Select(i => Query(isShared ? Expire : e => TimeSpan.FromTicks(e.Lease + (0 * i))))];
        var shown = new List<string>();
        using var subscription = events.ReduceByWorker(queries, (in e) => Entered[e.Enters], reads, scheduler).Subscribe(
            window => shown.Add(string.Join(' ', window.Keys.ToArray().Zip(window.Values().ToArray()))),
            _ => { });
        foreach (var (worker, enters, wait, source, lease) in steps)
        {
            scheduler.AdvanceBy(TimeSpan.FromTicks(wait));
            events.OnNext(new Report(worker, enters, source, lease * 50, scheduler.Clock.UtcTicks));
            reads.OnNext(scheduler.Clock);
            shown.Add(string.Join(' ', queries.Select(query => query.Live.Count.ToString(CultureInfo.InvariantCulture))));
        }

        return shown;
    }

    private static WorkerQuery<Report> Query(Func<Report, TimeSpan> expire) => new()
    {
        By = By,
        Leases = new Leases<Report> { Expire = expire, Precedence = Precedence },
        TimeTicks = TimeTicks,
        Windows = [.. new[] { Over.All, Over.Tumbling(TimeSpan.FromTicks(100)), Over.Hopping(TimeSpan.FromTicks(150), TimeSpan.FromTicks(50)) }
            .Select(over => new WindowPlan<Report>(over, new FieldReducer<Report>("sum", e => e.Source + 1)))],
    };

    private sealed record Report(int Worker, int Enters, int Source, int Lease, long At);
}
