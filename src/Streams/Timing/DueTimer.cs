using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Streams.Timing;

/// <summary>One timer for whatever falls due next. Its callback goes by the clock, since a timer may fire early.</summary>
/// <param name="scheduler">The clock.</param>
/// <param name="fire">Does what is due at an instant, in ticks of UTC, and arms the timer again.</param>
internal sealed class DueTimer(IScheduler scheduler, Action<long> fire) : IDisposable
{
    private readonly SerialDisposable _timer = new();

    /// <summary>What it is armed for, in ticks; <see cref="long.MaxValue"/> where it is not.</summary>
    internal long Due { get; private set; } = long.MaxValue;

    /// <summary>Waits for another instant in place of the one before. What lies beyond the calendar never falls due.</summary>
    internal void Arm(long due)
    {
        if (due == Due || _timer.IsDisposed) return;
        Due = due;
        _timer.Disposable = due > DateTimeOffset.MaxValue.UtcTicks
            ? Disposable.Empty
            : scheduler.Schedule(this, new DateTimeOffset(due, TimeSpan.Zero), static (clock, timer) => timer.Fire(clock.Now.UtcTicks));
    }

    public void Dispose() => _timer.Dispose();

    private IDisposable Fire(long now)
    {
        var due = Due;
        Due = long.MaxValue;
        if (now < due) Arm(due);
        else fire(now);
        return Disposable.Empty;
    }
}
