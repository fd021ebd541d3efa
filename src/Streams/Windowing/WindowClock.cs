using System.Reactive.Concurrency;
using Streams.Timing;

namespace Streams.Windowing;

/// <summary>Decides for one group which windows are its own, and closes them in order, each when the clock reaches its end + lateness.</summary>
/// <remarks>
/// A group's windows begin with the first that has not ended before one of the group's events and is still open; from there on each
/// one closes, also an empty one, until this is disposed. One timer, due at an absolute time.
/// </remarks>
internal sealed class WindowClock : IDisposable
{
    private const long NotBegun = long.MaxValue;

    private readonly IScheduler _scheduler;
    private readonly DueTimer _timer;
    private bool _disposed;

    internal WindowClock(Over over, TimeSpan lateness, IScheduler scheduler)
    {
        Grid = new WindowGrid(over, lateness);
        _scheduler = scheduler;
        _timer = new DueTimer(scheduler, CloseDue);
    }

    /// <summary>The arithmetic of the windows.</summary>
    internal WindowGrid Grid { get; }

    /// <summary>What happens when a window closes; it is given the window's number.</summary>
    internal Action<long> Closing { get; set; } = static _ => { };

    /// <summary>The number of the next window to close: those below are closed, or never were the group's.</summary>
    internal long Next { get; private set; } = NotBegun;

    public void Dispose()
    {
        _disposed = true;
        _timer.Dispose();
    }

    /// <summary>Closes what is due, begins the group's windows if that is still to be done, and tells the pane of an event.</summary>
    internal long Admit(long timeTicks)
    {
        var pane = Grid.PaneAt(timeTicks);
        var now = _scheduler.Now.UtcTicks;
        if (Next != NotBegun && now >= Grid.DueOf(Next)) CloseDue(now);
        if (pane >= Next) return pane;

        // The first window that is open now; once one has closed this is never below Next.
        var first = Math.Max(pane, Grid.FirstOpenAt(now));
        if (first >= Next) return pane;
        Next = first;
        _timer.Arm(Grid.DueOf(Next));
        return pane;
    }

    private void CloseDue(long now)
    {
        while (!_disposed && Grid.DueOf(Next) <= now) Closing(Next++);
        if (!_disposed) _timer.Arm(Grid.DueOf(Next));
    }
}
