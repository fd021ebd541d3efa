namespace Streams.Lane;

/// <summary>Shows whether a lane's thread was there all the time (N13), by the wall clock alone.</summary>
/// <remarks>
/// The thread looks at least once an interval, asleep or busy. A longer silence is an absence, whatever its cause: the process was stopped,
/// the machine was suspended, a collection took long, or the wall clock was set forward.
/// </remarks>
internal sealed class Heartbeat
{
    /// <summary>The longest that the thread sleeps or works without a look.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The shortest silence that is an absence: a loaded machine wakes a thread late.</summary>
    private static readonly TimeSpan Absence = 2 * Interval;

    private DateTimeOffset? _last;

    /// <summary>The thread is there; since when it was not, if it was absent.</summary>
    internal DateTimeOffset? Beat(DateTimeOffset now)
    {
        var last = _last;
        _last = now;
        return now - last >= Absence ? last : null;
    }
}
