using System.Reactive.Linq;
using System.Reactive.Subjects;
using Microsoft.Reactive.Testing;
using Streams.Events;
using Streams.Reducing;
using Streams.Tests.Composing;
using Streams.Tests.Support;
using Streams.Timing;
using Streams.Windowing;

namespace Streams.Tests.Reducing;

public sealed class ReduceTests : ReactiveTest
{
    private readonly TestScheduler _scheduler = new();

    [Fact]
    public void Reduce_Windows_YieldsEachAtItsEndAndTheOpenOneWithTheSource()
    {
        var events = _scheduler.CreateHotObservable(
            OnNext(210, Some.Event(210, 1)), OnNext(220, Some.Event(220, 2)), OnNext(410, Some.Event(410, 5)), OnCompleted<Event>(450));
        var result = _scheduler.Start(() => Windows(events).Reduce(Some.Plan("sum"), running: false).Select(r => r.Value));
        Assert.Equal([OnNext(300, 3.0), OnNext(400, 0.0), OnNext(450, 5.0), OnCompleted<double>(450)], result.Messages);
        Assert.Equal([Subscribe(200, 450)], events.Subscriptions);
    }

    [Fact]
    public void Reduce_EmptyWindowOfAverage_IsNoValue()
    {
        var events = _scheduler.CreateHotObservable(OnNext(210, Some.Event(210, 1)));
        var result = _scheduler.Start(() => Windows(events).Reduce(Some.Plan("avg"), running: false).Select(r => r.Value), 100, 200, 450);
        Assert.Equal([OnNext(300, 1.0), OnNext(400, double.NaN)], result.Messages);
    }

    [Fact]
    public void Reduce_Running_YieldsTheLiveReductionAtEachEvent()
    {
        var events = _scheduler.CreateHotObservable(
            OnNext(210, Some.Event(210, 1)), OnNext(320, Some.Event(320, 2)), OnCompleted<Event>(450));
        var seen = new List<Reduction>();
        var result = _scheduler.Start(() => events
            .WindowAligned(Over.All, e => e.TimeTicks, TimeSpan.Zero, DateTimeOffset.MinValue, _scheduler)
            .Reduce(Some.Plan("sum"), running: true).Do(seen.Add).Select(r => r.Value));
        Assert.Equal([OnNext(210, 1.0), OnNext(320, 3.0), OnCompleted<double>(450)], result.Messages);
        Assert.Same(seen[0], seen[1]);
    }

    [Fact]
    public void Reduce_SourceErrs_ErrsOnceAndUnsubscribes()
    {
        var error = new InvalidOperationException("x");
        var events = _scheduler.CreateHotObservable(OnNext(210, Some.Event(210, 1)), OnError<Event>(250, error));
        var result = _scheduler.Start(() => Windows(events).Reduce(Some.Plan("sum"), running: false).Select(r => r.Value));
        Assert.Equal([OnError<double>(250, error)], result.Messages);
        Assert.Equal([Subscribe(200, 250)], events.Subscriptions);
    }

    [Fact]
    public void Reduce_Disposed_UnsubscribesFromWindowsAndSource()
    {
        var window = _scheduler.CreateHotObservable(OnNext(250, Some.Event(250, 1)));
        var windows = _scheduler.CreateHotObservable(OnNext<IObservable<Event>>(210, window));
        _scheduler.Start(() => windows.Reduce(Some.Plan("sum"), running: true), 100, 200, 300);
        Assert.Equal([Subscribe(210, 300)], window.Subscriptions);
        Assert.Equal([Subscribe(200, 300)], windows.Subscriptions);
    }

    private IObservable<IObservable<Event>> Windows(IObservable<Event> events) => events.WindowAligned(
        Over.Tumbling(TimeSpan.FromTicks(100)), e => e.TimeTicks, TimeSpan.Zero, DateTimeOffset.MinValue, _scheduler);
}
