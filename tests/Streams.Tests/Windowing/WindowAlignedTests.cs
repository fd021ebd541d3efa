using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using Microsoft.Reactive.Testing;
using Streams.Windowing;

namespace Streams.Tests.Windowing;

/// <summary>Event times and windows are in ticks, as the scheduler's. A name stands for an event; <c>w0</c> is the first window that opened.</summary>
public sealed class WindowAlignedTests : ReactiveTest
{
    private static readonly Over Hundred = Over.Tumbling(TimeSpan.FromTicks(100));
    private readonly TestScheduler _scheduler = new();
    private readonly List<string> _late = [];

    [Fact]
    public void Tumbling_EventsOnTheBoundary_BelongToTheWindowThatBegins()
    {
        Assert.Equal(
            [OnNext(201, "w0 a"), OnNext(299, "w0 b"), OnNext(300, "w0 |"), OnNext(300, "w1 c"), OnNext(400, "w1 |"), OnNext(450, "w2 d"), OnNext(500, "w2 |"), OnNext(600, "w3 |")],
            Messages(Hot(At(201, "a"), At(299, "b"), At(300, "c"), At(450, "d")), Hundred, until: 650));
        Assert.Empty(_late);
    }

    [Fact]
    public void Tumbling_NoEventYet_NothingClosesAndNoTimerRuns()
    {
        var events = Hot();
        Assert.Empty(Messages(events, Hundred, until: 1000));
        Assert.Equal([Subscribe(200, 1000)], events.Subscriptions);
    }

    [Fact]
    public void Tumbling_SilentGroup_ClosesEmptyWindowsInOrder() =>
        Assert.Equal(
            [OnNext(250, "w0 a"), OnNext(300, "w0 |"), OnNext(400, "w1 |"), OnNext(500, "w2 |"), OnNext(600, "w3 |")],
            Messages(Hot(At(250, "a")), Hundred, until: 650));

    [Fact]
    public void Tumbling_Lateness_KeepsSeveralOpenAndClosesEachAtEndAndLateness()
    {
        var events = Hot(At(250, "a"), At(310, "b"), OnNext(320L, ("c", 280L)), OnNext(349L, ("d", 299L)), OnNext(350L, ("e", 298L)));
        Assert.Equal(
            [OnNext(250, "w0 a"), OnNext(310, "w1 b"), OnNext(320, "w0 c"), OnNext(349, "w0 d"), OnNext(350, "w0 |"), OnNext(450, "w1 |"), OnNext(550, "w2 |")],
            Messages(events, Hundred, until: 600, lateness: 50));
        Assert.Equal(["e all"], _late);
    }

    [Fact]
    public void Tumbling_EarlierWindowStillOpen_BeginsTheGroup()
    {
        var events = Hot(At(320, "a"), OnNext(330L, ("b", 290L)));
        Assert.Equal(
            [OnNext(320, "w0 a"), OnNext(330, "w1 b"), OnNext(350, "w1 |"), OnNext(450, "w0 |")],
            Messages(events, Hundred, until: 500, lateness: 50));
    }

    [Fact]
    public void Tumbling_FirstEventLate_BeginsWithTheWindowThatIsOpen()
    {
        Assert.Equal(
            [OnNext(500, "w0 |"), OnNext(510, "w1 b"), OnNext(600, "w1 |")],
            Messages(Hot(OnNext(450L, ("a", 290L)), At(510, "b")), Hundred, until: 650));
        Assert.Equal(["a all"], _late);
    }

    [Fact]
    public void Tumbling_EventAheadOfTheClock_OpensItsOwnWindow() =>
        Assert.Equal(
            [OnNext(250, "w0 a"), OnNext(260, "w1 b"), OnNext(300, "w0 |"), OnNext(400, "w2 |"), OnNext(500, "w1 |")],
            Messages(Hot(At(250, "a"), OnNext(260L, ("b", 480L))), Hundred, until: 550));

    [Fact]
    public void Tumbling_WindowBeganBeforeSince_IsNotPublished() =>
        Assert.Equal(
            [OnNext(310, "w0 b"), OnNext(400, "w0 |")],
            Messages(Hot(At(250, "a"), At(310, "b")), Hundred, until: 450, since: 201));

    [Fact]
    public void Tumbling_WindowBeganAtSince_IsPublished() =>
        Assert.Equal(
            [OnNext(250, "w0 a"), OnNext(300, "w0 |")],
            Messages(Hot(At(250, "a")), Hundred, until: 350, since: 200));

    [Fact]
    public void Tumbling_SourceCompletes_OpenWindowsThenOuterComplete()
    {
        var events = Hot(At(250, "a"), OnCompleted<(string, long)>(270));
        Assert.Equal([OnNext(250, "w0 a"), OnNext(270, "w0 |"), OnNext(270, "outer |")], Messages(events, Hundred, until: 1000));
        Assert.Equal([Subscribe(200, 270)], events.Subscriptions);
    }

    [Fact]
    public void Tumbling_SourceErrs_OpenWindowsThenOuterErr()
    {
        var events = Hot(At(250, "a"), OnError<(string, long)>(270, new InvalidOperationException("x")));
        Assert.Equal([OnNext(250, "w0 a"), OnNext(270, "w0 x"), OnNext(270, "outer x")], Messages(events, Hundred, until: 1000));
        Assert.Equal([Subscribe(200, 270)], events.Subscriptions);
    }

    [Fact]
    public void Tumbling_Disposed_UnsubscribesAndClosesNothing()
    {
        var events = Hot(At(250, "a"), At(310, "b"));
        Assert.Equal([OnNext(250, "w0 a")], Messages(events, Hundred, until: 299));
        Assert.Equal([Subscribe(200, 299)], events.Subscriptions);
    }

    [Fact]
    public void Tumbling_TimerFiresEarly_WaitsUntilItIsDue()
    {
        var early = new EarlyScheduler(_scheduler, ticks: 30);
        Assert.Equal(
            [OnNext(250, "w0 a"), OnNext(300, "w0 |")],
            Messages(Hot(At(250, "a")), Hundred, until: 350, scheduler: early));
    }

    [Fact]
    public void Hopping_Event_IsInEveryWindowThatHoldsIt()
    {
        var over = Over.Hopping(TimeSpan.FromTicks(300), TimeSpan.FromTicks(100));
        Assert.Equal(
            [
                OnNext(350, "w0 a"), OnNext(350, "w1 a"), OnNext(350, "w2 a"), OnNext(400, "w0 |"),
                OnNext(400, "w1 b"), OnNext(400, "w2 b"), OnNext(400, "w3 b"), OnNext(500, "w1 |"), OnNext(600, "w2 |"), OnNext(700, "w3 |"), OnNext(800, "w4 |"),
            ],
            Messages(Hot(At(350, "a"), At(400, "b")), over, until: 850));
    }

    [Fact]
    public void Hopping_LateForSome_IsInTheOthers()
    {
        var over = Over.Hopping(TimeSpan.FromTicks(200), TimeSpan.FromTicks(100));
        var events = Hot(At(350, "a"), OnNext(410L, ("b", 390L)), OnNext(520L, ("c", 390L)));
        Assert.Equal(
            [OnNext(350, "w0 a"), OnNext(350, "w1 a"), OnNext(400, "w0 |"), OnNext(410, "w1 b"), OnNext(500, "w1 |"), OnNext(600, "w2 |")],
            Messages(events, over, until: 650));
        Assert.Equal(["b some", "c all"], _late);
    }

    [Fact]
    public void All_AnyTime_IsOneWindowUntilTheSourceCompletes()
    {
        var events = Hot(At(250, "a"), OnNext(700L, ("b", 3L)), OnCompleted<(string, long)>(800));
        Assert.Equal(
            [OnNext(250, "w0 a"), OnNext(700, "w0 b"), OnNext(800, "w0 |"), OnNext(800, "outer |")],
            Messages(events, Over.All, until: 1000, since: 900));
        Assert.Equal([Subscribe(200, 800)], events.Subscriptions);
        Assert.Empty(_late);
    }

    [Theory]
    [InlineData(250, 100)]
    [InlineData(50, 100)]
    public void WindowAligned_EveryDoesNotDivide_Throws(long length, long every) =>
        Assert.Throws<ArgumentException>(() => Hot().WindowAligned(
            Over.Hopping(TimeSpan.FromTicks(length), TimeSpan.FromTicks(every)), e => e.Time, TimeSpan.Zero, default, _scheduler));

    private static Recorded<Notification<(string Name, long Time)>> At(long time, string name) => OnNext(time, (name, time));

    private ITestableObservable<(string Name, long Time)> Hot(params Recorded<Notification<(string Name, long Time)>>[] messages) =>
        _scheduler.CreateHotObservable(messages);

    private IList<Recorded<Notification<string>>> Messages(
        IObservable<(string Name, long Time)> events, Over over, long until, long lateness = 0, long since = 0, IScheduler? scheduler = null) =>
        _scheduler.Start(
            () => Observable.Create<string>(observer =>
            {
                var opened = 0;
                return events
                    .WindowAligned(
                        over, e => e.Time, TimeSpan.FromTicks(lateness), new DateTimeOffset(since, TimeSpan.Zero), scheduler ?? _scheduler, (e, all) => _late.Add($"{e.Name} {(all ? "all" : "some")}"))
                    .Subscribe(
                        window =>
                        {
                            var name = $"w{opened++}";
                            window.Subscribe(e => observer.OnNext($"{name} {e.Name}"), e => observer.OnNext($"{name} {e.Message}"), () => observer.OnNext($"{name} |"));
                        },
                        e => observer.OnNext("outer " + e.Message),
                        () => observer.OnNext("outer |"));
            }),
            created: 100,
            subscribed: 200,
            disposed: until).Messages;

    /// <summary>Runs what is due somewhat before its time, once, as a scheduler of the operating system's timers may.</summary>
    private sealed class EarlyScheduler(IScheduler scheduler, long ticks) : IScheduler
    {
        private bool _wasEarly;

        public DateTimeOffset Now => scheduler.Now;

        public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) => Disposable.Empty;

        public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) => Disposable.Empty;

        public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action)
        {
            var due = _wasEarly ? dueTime : dueTime.AddTicks(-ticks);
            _wasEarly = true;
            return scheduler.Schedule(state, due, action);
        }
    }
}
