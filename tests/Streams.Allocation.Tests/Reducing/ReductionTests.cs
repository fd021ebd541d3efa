using System.Reactive.Concurrency;
using Streams.Allocation.Tests.Support;
using Streams.Events;
using Streams.Reducing;
using Streams.Timing;
using Streams.Windowing;

namespace Streams.Allocation.Tests.Reducing;

public sealed class ReductionTests
{
    private static readonly EventSchema Schema = new(["worker_id"], ["a"]);
    private static readonly Event Three = new(0, WorkerKey.None, DateTimeOffset.MinValue, 3);

    public static TheoryData<string> Names => [.. Reducers.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Add_SteadyState_AllocatesNothing(string reducer)
    {
        var plan = Plan(reducer);
        var reduction = plan.New();
        var bytes = Allocations.OfManyEvents(1, _ =>
        {
            if (plan.Enters(Three)) reduction.Add(Three);
        });
        Assert.Equal(0, bytes);
    }

    [Fact]
    public void Reduce_RunningInSteadyState_AllocatesNothing()
    {
        var events = new Relay<Event>();
        using var subscription = events
            .WindowAligned(Over.All, e => e.TimeTicks, TimeSpan.Zero, DateTimeOffset.MinValue, new HistoricalScheduler(DateTimeOffset.MinValue))
            .Reduce(Plan("sum"), running: true).Subscribe(_ => { }, _ => { });
        Assert.Equal(0, Allocations.OfManyEvents(1, _ => events.OnNext(Three)));
    }

    private static ReductionPlan Plan(string reducer) =>
        ReductionPlan.Compile(new ValueExpression.Call(reducer, "a", reducer == "quantile" ? 0.5 : null), [Schema], TimeSpan.FromSeconds(10));
}
