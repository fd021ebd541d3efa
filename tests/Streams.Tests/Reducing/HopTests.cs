using System.Reactive.Linq;
using CsCheck;
using Microsoft.Reactive.Testing;
using Streams.Events;
using Streams.Reducing;
using Streams.Tests.Composing;
using Streams.Tests.Support;
using Streams.Windowing;

namespace Streams.Tests.Reducing;

public sealed class HopTests : ReactiveTest
{
    private static readonly Over Hops = Over.Hopping(TimeSpan.FromTicks(300), TimeSpan.FromTicks(100));

    [Fact]
    public void Hop_WorkerJoins_CountsAsSilentBefore()
    {
        var scheduler = new TestScheduler();
        var events = scheduler.CreateHotObservable(OnNext(350, Some.Event(350, 1)), OnNext(410, Some.Event(410, 2)), OnCompleted<Event>(850));
        var result = scheduler.Start(() => Hop(events, scheduler));
        Assert.Equal(
            [OnNext(400, 1.0), OnNext(500, 3.0), OnNext(600, 3.0), OnNext(700, 2.0), OnNext(800, 0.0), OnCompleted<double>(850)], result.Messages);
        Assert.Equal([Subscribe(200, 850)], events.Subscriptions);
    }

    [Fact]
    public void Hop_WindowBeganBeforeSince_IsNotPublished()
    {
        var scheduler = new TestScheduler();
        var events = scheduler.CreateHotObservable(OnNext(250, Some.Event(250, 1)), OnNext(350, Some.Event(350, 2)));
        var result = scheduler.Start(() => Hop(events, scheduler, since: 201), 100, 200, 650);
        Assert.Equal([OnNext(600, 2.0)], result.Messages);
        Assert.Equal([Subscribe(200, 650)], events.Subscriptions);
    }

    [Fact]
    public void Hop_SourceErrs_ErrsAndClosesNothing()
    {
        var scheduler = new TestScheduler();
        var error = new InvalidOperationException("x");
        var events = scheduler.CreateHotObservable(OnNext(250, Some.Event(250, 1)), OnError<Event>(280, error));
        Assert.Equal([OnError<double>(280, error)], scheduler.Start(() => Hop(events, scheduler)).Messages);
    }

    [Fact]
    public void Hop_OverAll_Throws() =>
        Assert.Throws<ArgumentException>(() => Observable.Empty<Event>().Hop(Some.Plan("sum"), Over.All, TimeSpan.Zero, default, new TestScheduler()));

    [Theory]
    [InlineData("sum")]
    [InlineData("last")]
    [InlineData("stddev")]
    public void Hop_AnyTimeline_EqualsTheWindowsThemselves(string reducer) =>
        Gen.Select(
            Gen.Select(Gen.Int[0, 60], Gen.Int[-400, 100], Gen.Int[0, 9]).Array[1, 40],
            Gen.Int[0, 150],
            Gen.Int[0, 700]).Sample((steps, lateness, since) =>
        {
            var (hop, hopLate) = Run(reducer, steps, lateness, since, panes: true);
            var (windows, windowsLate) = Run(reducer, steps, lateness, since, panes: false);
            Assert.Equal(windows, hop);
            Assert.Equal(windowsLate, hopLate);
        });

    private static (IList<Recorded<System.Reactive.Notification<double>>> Messages, List<string> Late) Run(
        string reducer, (int Gap, int Ahead, int Value)[] steps, int lateness, int since, bool panes)
    {
        var scheduler = new TestScheduler();
        var late = new List<string>();
        var clock = 1000L;
        var messages = steps.Select(step => OnNext(clock += step.Gap + 1, Some.Event(clock + step.Ahead, step.Value))).ToArray();
        var events = scheduler.CreateHotObservable(messages);
        var start = new DateTimeOffset(since + 700, TimeSpan.Zero);
        void Tell(Event e, bool all) => late.Add($"{e.TimeTicks} {all}");
        var result = scheduler.Start(
            () => (panes
                ? events.Hop(Some.Plan(reducer), Hops, TimeSpan.FromTicks(lateness), start, scheduler, Tell)
                : events.WindowAligned(Hops, e => e.TimeTicks, TimeSpan.FromTicks(lateness), start, scheduler, Tell).Reduce(Some.Plan(reducer), running: false))
                .Select(r => r.Value),
            100,
            200,
            clock + 1000);
        return (result.Messages, late);
    }

    private static IObservable<double> Hop(IObservable<Event> events, TestScheduler scheduler, long since = 0) =>
        events.Hop(Some.Plan("sum"), Hops, TimeSpan.Zero, new DateTimeOffset(since, TimeSpan.Zero), scheduler).Select(r => r.Value);
}
