using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Streams.Windowing;

/// <summary>Decides for one group which windows are its own, and closes them in order, each when the clock reaches its end + lateness.</summary>
/// <remarks>
/// Time is cut into panes as long as the windows are apart, aligned to the Unix epoch and numbered from there. A window has the
/// number of its last pane. A group's windows begin with the first that has not ended before one of the group's events and is
/// still open; from there on each one closes, also an empty one, until this is disposed. One timer, due at an absolute time.
/// </remarks>
internal sealed class WindowClock : IDisposable
{
    private const long NotBegun = long.MaxValue;

    private readonly IScheduler _scheduler;
    private readonly long _every;
    private readonly long _length;
    private readonly long _lateness;
    private IDisposable _timer = Disposable.Empty;
    private bool _disposed;

    internal WindowClock(Over over, TimeSpan lateness, IScheduler scheduler)
    {
        _scheduler = scheduler;
        _every = over.Every.Ticks;
        _length = over.Length.Ticks;
        _lateness = lateness.Ticks;
    }

    /// <summary>What happens when a window closes; it is given the window's number.</summary>
    internal Action<long> Closing { get; set; } = static _ => { };

    /// <summary>The number of the next window to close: those below are closed, or never were the group's.</summary>
    internal long Next { get; private set; } = NotBegun;

    /// <summary>How many panes a window has; a pane is in as many windows, the first of which has its number.</summary>
    internal long PanesInWindow => _length / _every;

    private DateTimeOffset NextDue => new(EndOf(Next) + _lateness, TimeSpan.Zero);

    public void Dispose()
    {
        _disposed = true;
        _timer.Dispose();
    }

    /// <summary>Refuses windows that cannot be cut into panes, and a negative lateness.</summary>
    internal static void Check(Over over, TimeSpan lateness)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lateness, TimeSpan.Zero);
        if (over.Every <= TimeSpan.Zero || over.Length < over.Every || over.Length.Ticks % over.Every.Ticks != 0)
        {
            throw new ArgumentException("The windows' length must be a multiple of the time between them.", nameof(over));
        }
    }

    /// <summary>The tick at which a window begins.</summary>
    internal long BeginOf(long window) => EndOf(window) - _length;

    /// <summary>Closes what is due, begins the group's windows if that is still to be done, and tells the pane of an event.</summary>
    internal long Admit(long timeTicks)
    {
        var pane = PaneAt(timeTicks);
        var now = _scheduler.Now.UtcTicks;
        CloseDue(now);
        if (pane < Next)
        {
            // The first window that is open now; once one has closed this is never below Next.
            var first = Math.Max(pane, PaneAt(now - _lateness));
            if (first < Next) BeginWith(first);
        }

        return pane;
    }

    private static long FloorDivide(long value, long by)
    {
        var (quotient, remainder) = Math.DivRem(value, by);
        return remainder < 0 ? quotient - 1 : quotient;
    }

    private long PaneAt(long ticks) => FloorDivide(ticks - DateTimeOffset.UnixEpoch.Ticks, _every);

    private long EndOf(long window) => DateTimeOffset.UnixEpoch.Ticks + ((window + 1) * _every);

    private void BeginWith(long window)
    {
        Next = window;
        Arm();
    }

    private void CloseDue(long now)
    {
        var next = Next;
        while (!_disposed && Next != NotBegun && NextDue.UtcTicks <= now) Closing(Next++);
        if (Next != next) Arm();
    }

    private void Arm()
    {
        _timer.Dispose();
        if (_disposed) return;
        _timer = _scheduler.Schedule(this, NextDue, static (_, clock) =>
        {
            clock.OnTimer();
            return Disposable.Empty;
        });
    }

    private void OnTimer()
    {
        var next = Next;
        CloseDue(_scheduler.Now.UtcTicks);

        // A timer may fire early: what is not due yet waits on.
        if (Next == next) Arm();
    }
}
