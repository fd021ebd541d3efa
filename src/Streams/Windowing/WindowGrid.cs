namespace Streams.Windowing;

/// <summary>The arithmetic of windows that have a length (N5, N6); instants are ticks of UTC.</summary>
/// <remarks>
/// Time is cut into panes as long as the windows are apart, aligned to the Unix epoch and numbered from there. A window has the
/// number of its last pane; a pane is in as many windows as a window has panes, the first of which has the pane's number.
/// </remarks>
internal readonly struct WindowGrid
{
    private readonly long _every;
    private readonly long _length;
    private readonly long _lateness;

    /// <summary>Refuses windows that cannot be cut into panes, and a negative lateness.</summary>
    internal WindowGrid(Over over, TimeSpan lateness)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lateness, TimeSpan.Zero);
        if (over.Every <= TimeSpan.Zero || over.Length < over.Every || over.Length.Ticks % over.Every.Ticks != 0)
        {
            throw new ArgumentException("The windows' length must be a multiple of the time between them.", nameof(over));
        }

        _every = over.Every.Ticks;
        _length = over.Length.Ticks;
        _lateness = lateness.Ticks;
    }

    /// <summary>How many panes a window has.</summary>
    internal long PanesInWindow => _length / _every;

    /// <summary>The pane that holds an instant.</summary>
    internal long PaneAt(long ticks)
    {
        var (pane, rest) = Math.DivRem(ticks - DateTimeOffset.UnixEpoch.Ticks, _every);
        return rest < 0 ? pane - 1 : pane;
    }

    /// <summary>The tick at which a pane begins.</summary>
    internal long BeginOfPane(long pane) => DateTimeOffset.UnixEpoch.Ticks + (pane * _every);

    /// <summary>The first tick behind a window, and behind the pane of the same number.</summary>
    internal long EndOf(long window) => BeginOfPane(window + 1);

    /// <summary>The tick at which a window begins.</summary>
    internal long BeginOf(long window) => EndOf(window) - _length;

    /// <summary>When a window closes.</summary>
    internal long DueOf(long window) => EndOf(window) + _lateness;

    /// <summary>The first window that has not closed at an instant.</summary>
    internal long FirstOpenAt(long now) => PaneAt(now - _lateness);

    /// <summary>Whether the first window that holds an instant is closed.</summary>
    internal bool MissesFirst(long ticks, long now) => DueOf(PaneAt(ticks)) <= now;

    /// <summary>Whether the last window that holds an instant is closed.</summary>
    internal bool MissesAll(long ticks, long now) => DueOf(PaneAt(ticks) + PanesInWindow - 1) <= now;
}
