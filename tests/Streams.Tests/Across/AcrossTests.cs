using System.Reactive;
using System.Reactive.Linq;
using Microsoft.Reactive.Testing;
using Streams.Across;
using Streams.Events;
using Streams.Grouping;
using Streams.Planning;
using Streams.Reducing;
using Streams.Tests.Composing;
using Streams.Tests.Support;

namespace Streams.Tests.Across;

public sealed class AcrossTests : ReactiveTest
{
    private static readonly ReductionPlan Sum = Some.Plan("sum");
    private readonly TestScheduler _scheduler = new();

    [Fact]
    public void Across_NoSteps_IsEachGroupsOwnValueInKeyOrder()
    {
        var groups = Groups(
            Joins(210, "b/0", (220, 2)),
            Joins(211, "a/1", (220, 1)),
            Joins(212, "c/0"));
        Assert.Equal(["a,1=1 b,0=2"], Pages(groups, [], 300));
    }

    [Fact]
    public void Across_NobodyReads_NothingIsEmitted() => Assert.Empty(Pages(Groups(Joins(210, "a/0", (220, 1))), []));

    [Fact]
    public void Across_GroupsJoinChangeAndLeave_EveryReadShowsTheLiving()
    {
        var groups = Groups(
            Joins(210, "a/0", (220, 10), (330, 20)).Leaving(450),
            Joins(310, "b/0", (320, 30)));
        Assert.Equal(["", "a,0=10", "a,0=20 b,0=30", "b,0=30"], Pages(groups, [], 215, 300, 400, 500));
    }

    [Fact]
    public void Across_SameKeyReturns_StartsFromNothing()
    {
        var groups = Groups(Joins(210, "a/0", (220, 10)).Leaving(250), Joins(310, "a/0", (350, 1)));
        Assert.Equal(["a,0=10", "", "", "a,0=1"], Pages(groups, [], 230, 300, 320, 400));
    }

    [Theory]
    [InlineData(AcrossKind.Sum, "=60")]
    [InlineData(AcrossKind.Avg, "=20")]
    [InlineData(AcrossKind.StdDev, "=10")]
    [InlineData(AcrossKind.StdVar, "=100")]
    [InlineData(AcrossKind.Min, "=10")]
    [InlineData(AcrossKind.Max, "=30")]
    [InlineData(AcrossKind.Count, "=3")]
    public void Across_OneStep_CombinesThoseThatHaveAValue(AcrossKind kind, string expected)
    {
        var groups = Groups(
            Joins(210, "a/0", (220, 10)),
            Joins(211, "b/0", (220, 30)),
            Joins(212, "c/0", (220, kind is AcrossKind.StdDev or AcrossKind.StdVar ? double.NaN : 20)),
            Joins(213, "d/0", (220, double.NaN)),
            Joins(214, "e/0"));
        Assert.Equal([expected], Pages(groups, [new(kind, [])], 300));
    }

    [Theory]
    [InlineData(AcrossKind.Sum)]
    [InlineData(AcrossKind.Count)]
    [InlineData(AcrossKind.Avg)]
    [InlineData(AcrossKind.Pool)]
    public void Across_NoValueLeft_IsAbsent(AcrossKind kind) =>
        Assert.Equal(["", ""], Pages(Groups(Joins(250, "a/0", (260, double.NaN)), Joins(251, "b/0")), [new(kind, [])], 210, 300));

    [Fact]
    public void Across_DeviationOfOne_IsZero() =>
        Assert.Equal(["=0"], Pages(Groups(Joins(210, "a/0", (220, 7))), [new(AcrossKind.StdDev, [])], 300));

    [Theory]
    [InlineData(0, "=10")]
    [InlineData(0.5, "=25")]
    [InlineData(0.9, "=37")]
    [InlineData(1, "=40")]
    public void Across_Quantile_InterpolatesLinearly(double quantile, string expected)
    {
        var groups = Groups(Joins(210, "a/0", (220, 40)), Joins(211, "b/0", (220, 10)), Joins(212, "c/0", (220, 30)), Joins(213, "d/0", (220, 20)));
        Assert.Equal([expected], Pages(groups, [new(AcrossKind.Quantile, [], quantile)], 300));
    }

    [Fact]
    public void Across_TwoSteps_RanksThenWorkersThenFleet()
    {
        var groups = Groups(Joins(210, "b/0", (220, 30)), Joins(211, "a/0", (220, 4)), Joins(212, "a/1", (220, 6)));
        Assert.Equal(["a=10 b=30"], Pages(groups, [new(AcrossKind.Sum, ["worker_id"])], 300));
    }

    [Fact]
    public void Across_TwoStepsToOne_AWorkerWithManyRanksWeighsNoMore()
    {
        var groups = Groups(Joins(210, "b/0", (220, 30)), Joins(211, "a/0", (220, 4)), Joins(212, "a/1", (220, 6)));
        Assert.Equal(["=20"], Pages(groups, [new(AcrossKind.Sum, ["worker_id"]), new(AcrossKind.Avg, [])], 300));
    }

    [Fact]
    public void Across_ByTurnsTheLabels_KeepsTheOrderOfBy()
    {
        var groups = Groups(Joins(210, "b/0", (220, 1)), Joins(211, "a/1", (220, 2)));
        Assert.Equal(["0,b=1 1,a=2"], Pages(groups, [new(AcrossKind.Max, ["dp_rank", "worker_id"])], 300));
    }

    [Fact]
    public void Across_Pool_IsTheRatioOfSumsAndLeavesTheGroupsAlone()
    {
        var plan = Some.Plan(Some.Quotient(Some.Call("sum"), Some.Call("sum", "b")));
        var groups = _scheduler.CreateHotObservable(
            Opens(210, "a/0", Live(plan, 1, 2)), Opens(211, "b/0", Live(plan, 9, 6)), Opens(212, "c/0", Live(plan, 20, 52)));
        Assert.Equal(["=0.5", "=0.5"], Pages(groups, [new(AcrossKind.Pool, [])], 300, 310));
    }

    [Fact]
    public void Across_PoolOverTwoLevels_MergesThenAverages()
    {
        var plan = Some.Plan(Some.Quotient(Some.Call("sum"), Some.Call("sum", "b")));
        var groups = _scheduler.CreateHotObservable(
            Opens(210, "a/0", Live(plan, 1, 10)), Opens(211, "a/1", Live(plan, 9, 10)), Opens(212, "b/0", Live(plan, 1, 1)));
        Assert.Equal(["=0.75"], Pages(groups, [new(AcrossKind.Pool, ["worker_id"]), new(AcrossKind.Avg, [])], 300));
    }

    [Fact]
    public void Across_ReadsComplete_CompletesAndUnsubscribes()
    {
        var reductions = _scheduler.CreateHotObservable<Reduction>();
        var groups = _scheduler.CreateHotObservable(Opens(210, "a/0", reductions));
        var reads = _scheduler.CreateHotObservable(OnCompleted<DateTimeOffset>(300));
        var result = _scheduler.Start(() => groups.Across(["worker_id", "dp_rank"], [], reads).Select(_ => 0));
        Assert.Equal([OnCompleted<int>(300)], result.Messages);
        Assert.Equal([Subscribe(210, 300)], reductions.Subscriptions);
        Assert.Equal([Subscribe(200, 300)], groups.Subscriptions);
        Assert.Equal([Subscribe(200, 300)], reads.Subscriptions);
    }

    [Fact]
    public void Across_GroupErrs_ErrsAndUnsubscribes()
    {
        var error = new InvalidOperationException("x");
        var groups = _scheduler.CreateHotObservable(Opens(210, "a/0", _scheduler.CreateHotObservable(OnError<Reduction>(250, error))));
        var reads = _scheduler.CreateHotObservable(OnNext(300, DateTimeOffset.MinValue));
        var result = _scheduler.Start(() => groups.Across(["worker_id", "dp_rank"], [], reads).Select(_ => 0));
        Assert.Equal([OnError<int>(250, error)], result.Messages);
        Assert.Equal([Subscribe(200, 250)], groups.Subscriptions);
        Assert.Equal([Subscribe(200, 250)], reads.Subscriptions);
    }

    [Fact]
    public void Across_GroupsComplete_TheLivingAreReadOn()
    {
        var groups = _scheduler.CreateHotObservable(
            Opens(210, "a/0", Live(Sum, 5, 0)), OnCompleted<IGroupedObservable<WorkerKey, Reduction>>(250));
        Assert.Equal(["a,0=5"], Pages(groups, [], 300));
    }

    [Fact]
    public void Across_WrongSteps_Throws()
    {
        Assert.Throws<ArgumentException>(() => Across(new AcrossStep(AcrossKind.Sum, ["site"])));
        Assert.Throws<ArgumentException>(() => Across(new AcrossStep(AcrossKind.Sum, []), new AcrossStep(AcrossKind.Pool, [])));
        Assert.Throws<ArgumentException>(() => Across(new AcrossStep(AcrossKind.Quantile, [], 2)));
        Assert.Throws<ArgumentException>(() => Across(new AcrossStep(AcrossKind.Avg, []), new AcrossStep(AcrossKind.Sum, ["worker_id"])));
    }

    private static void Across(params AcrossStep[] steps) =>
        Observable.Empty<IGroupedObservable<WorkerKey, Reduction>>().Across(["worker_id"], steps, Observable.Empty<DateTimeOffset>());

    private static IObservable<Reduction> Live(ReductionPlan plan, double a, double b)
    {
        var reduction = plan.New();
        reduction.Add(Some.Event(0, a, b));
        return Observable.Return(reduction).Concat(Observable.Never<Reduction>());
    }

    private static StubGroup Group(string key, IObservable<Reduction> reductions) => new(new WorkerKey(key.Split('/')), reductions);

    private static Recorded<Notification<IGroupedObservable<WorkerKey, Reduction>>> Opens(long at, string key, IObservable<Reduction> reductions) =>
        OnNext<IGroupedObservable<WorkerKey, Reduction>>(at, Group(key, reductions));

    private static Life Joins(long at, string key, params (long At, double Value)[] values) => new(at, key, values, null);

    private IObservable<IGroupedObservable<WorkerKey, Reduction>> Groups(params Life[] lives) =>
        _scheduler.CreateHotObservable(lives.Select(life => Opens(life.At, life.Key, Values(life))).ToArray());

    private ITestableObservable<Reduction> Values(Life life)
    {
        var messages = life.Values.Select(v => OnNext(v.At, Some.Of(Some.Plan("last"), v.Value))).ToList();
        if (life.Until is { } until) messages.Add(OnCompleted<Reduction>(until));
        return _scheduler.CreateHotObservable([.. messages]);
    }

    private List<string> Pages(IObservable<IGroupedObservable<WorkerKey, Reduction>> groups, AcrossStep[] steps, params long[] reads)
    {
        var pages = new List<string>();
        var at = _scheduler.CreateHotObservable(reads.Select(read => OnNext(read, DateTimeOffset.MinValue)).ToArray());
        using var subscription = groups
            .Across(["worker_id", "dp_rank"], steps, at)
            .Subscribe(list => pages.Add(string.Join(' ', list.Select(r => FormattableString.Invariant($"{r.Key}={r.Value}")))), _ => { });
        _scheduler.AdvanceTo(Math.Max(1000, reads.Append(0).Max() + 1));
        return pages;
    }

    private sealed record Life(long At, string Key, (long At, double Value)[] Values, long? Until)
    {
        internal Life Leaving(long at) => this with { Until = at };
    }
}
