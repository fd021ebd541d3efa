using System.Reactive.Linq;
using System.Reactive.Subjects;
using Microsoft.Reactive.Testing;
using Streams.Events;
using Streams.Grouping;
using Streams.Reducing;
using Streams.Windowing;

namespace Streams.Tests.Reducing;

/// <summary>The fused operator on events of no pipeline: how it ends, and what it then shows.</summary>
public sealed class ReduceByWorkerTests : ReactiveTest
{
    private readonly TestScheduler _scheduler = new();
    private readonly LiveGroups<(string Worker, double Value)> _live = new();

    [Fact]
    public void ReduceByWorker_EventsComplete_ReadsOnceMoreAndCompletes()
    {
        var events = _scheduler.CreateHotObservable(OnNext(210, ("b", 1.0)), OnNext(220, ("a", 2.0)), OnNext(230, ("b", 3.0)), OnCompleted<(string, double)>(240));
        var result = _scheduler.Start(() => Reduce(events, Observable.Never<DateTimeOffset>()));
        Assert.Equal([OnNext(240, "a=2 b=4"), OnNext(240, ""), OnCompleted<string>(240)], result.Messages);
        Assert.Equal([Subscribe(200, 240)], events.Subscriptions);
        Assert.Equal(0, _live.Count);
    }

    [Fact]
    public void ReduceByWorker_Windows_AreShownWhenClosedAndNotAsAPart()
    {
        var events = _scheduler.CreateHotObservable(OnNext(210, ("a", 1.0)), OnNext(310, ("a", 5.0)), OnCompleted<(string, double)>(350));
        var reads = _scheduler.CreateHotObservable(OnNext(290, default(DateTimeOffset)), OnNext(300, default(DateTimeOffset)));
        var result = _scheduler.Start(() => Reduce(events, reads));
        Assert.Equal([OnNext(290, "a=1"), OnNext(290, ""), OnNext(300, "a=1"), OnNext(300, "a=1"), OnNext(350, "a=6"), OnNext(350, "a=1"), OnCompleted<string>(350)], result.Messages);
    }

    [Fact]
    public void ReduceByWorker_LeaseEnds_TheGroupIsGoneAtThatInstant()
    {
        var events = _scheduler.CreateHotObservable(OnNext(210, ("a", 1.0)), OnNext(250, ("b", 1.0)));
        var reads = _scheduler.CreateHotObservable(OnNext(709, default(DateTimeOffset)), OnNext(710, default(DateTimeOffset)));
        var result = _scheduler.Start(() => Reduce(events, reads).Where(text => text.Contains('b', StringComparison.Ordinal)), 100, 200, 800);
        Assert.Equal([OnNext(709, "a=1 b=1"), OnNext(709, "a=0 b=0"), OnNext(710, "b=1"), OnNext(710, "b=0")], result.Messages);
    }

    [Fact]
    public void ReduceByWorker_EventsOrReadsFail_Fails()
    {
        var error = new InvalidOperationException("x");
        Assert.Equal([OnError<string>(210, error)], _scheduler.Start(() => Reduce(_scheduler.CreateHotObservable(OnError<(string, double)>(210, error)), Observable.Never<DateTimeOffset>())).Messages);
        var other = new TestScheduler();
        var reads = other.CreateHotObservable(OnError<DateTimeOffset>(220, error));
        Assert.Equal([OnError<string>(220, error)], other.Start(() => Reduce(Observable.Never<(string, double)>(), reads)).Messages);
    }

    [Fact]
    public void ReduceByWorker_ReadsComplete_CompletesAndUnsubscribes()
    {
        var events = _scheduler.CreateHotObservable(OnNext(210, ("a", 1.0)));
        var reads = _scheduler.CreateHotObservable(OnCompleted<DateTimeOffset>(300));
        Assert.Equal([OnCompleted<string>(300)], _scheduler.Start(() => Reduce(events, reads)).Messages);
        Assert.Equal([Subscribe(200, 300)], events.Subscriptions);
    }

    [Fact]
    public void ReduceByWorker_SeveralQueries_EachTakesWhatEntersIt()
    {
        var events = new Subject<(string Worker, double Value)>();
        var reads = new Subject<DateTimeOffset>();
        var shown = new List<string>();
        static WorkerKey By((string Worker, double Value) e) => new(e.Worker);
        WorkerQuery<(string Worker, double Value)>[] queries = [Query(By), Query(By)];
        using var subscription = events
            .ReduceByWorker(queries, static (in e) => e.Value > 0 ? [0, 1] : [1], reads, _scheduler)
            .Where(window => window.Over.IsAll)
            .Subscribe(window => shown.Add(Text(window)), error => throw error);
        events.OnNext(("a", 1));
        events.OnNext(("a", -2));
        events.OnNext(("b", -3));
        reads.OnNext(default);
        Assert.Equal(["a=1", "a=-1 b=-3"], shown);
        Assert.Equal((1, 2), (queries[0].Live.Count, queries[1].Live.Count));
    }

    private static WorkerQuery<(string Worker, double Value)> Query(Func<(string Worker, double Value), WorkerKey> by) => new()
    {
        By = by,
        Leases = new Leases<(string Worker, double Value)> { Expire = _ => TimeSpan.FromTicks(500) },
        TimeTicks = _ => 0,
        Windows = [new(Over.All, new FieldReducer<(string Worker, double Value)>("sum", e => e.Value))],
    };

    private IObservable<string> Reduce(IObservable<(string Worker, double Value)> events, IObservable<DateTimeOffset> reads) => events
        .ReduceByWorker(
            new WorkerQuery<(string Worker, double Value)>
            {
                By = e => new WorkerKey(e.Worker),
                Leases = new Leases<(string Worker, double Value)> { Expire = _ => TimeSpan.FromTicks(500) },
                TimeTicks = _ => _scheduler.Clock,
                Windows = [.. new[] { Over.All, Over.Tumbling(TimeSpan.FromTicks(100)) }.Select(over => new WindowPlan<(string Worker, double Value)>(over, new FieldReducer<(string Worker, double Value)>("sum", e => e.Value)))],
                Live = _live,
            },
            reads,
            _scheduler)
        .Select(Text);

    private static string Text(WorkerReadings<(string Worker, double Value)> window) => string.Join(' ', window.Keys.ToArray()
        .Zip(window.Values().ToArray())
        .Where(pair => !double.IsNaN(pair.Second))
        .Select(pair => FormattableString.Invariant($"{pair.First}={pair.Second}")));
}
