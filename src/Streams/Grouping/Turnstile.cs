namespace Streams.Grouping;

/// <summary>Lets so many pass a second of the clock, and as many at once where nobody has come for a second.</summary>
/// <param name="perSecond">How many; at least 1.</param>
internal sealed class Turnstile(int perSecond)
{
    private readonly long _each = TimeSpan.TicksPerSecond / perSecond;
    private long _next;

    /// <summary>For new workers where a cap is near: a hundredth of it a second are let in, or make room.</summary>
    internal static Turnstile OfCap(int cap) => new(Math.Max(1, cap / 100));

    /// <summary>Whether the next one may pass at an instant, in ticks.</summary>
    internal bool IsOpen(long now) => _next <= now;

    /// <summary>Lets one pass, if it may.</summary>
    internal bool TryPass(long now)
    {
        if (!IsOpen(now)) return false;
        // What a full second has not used is lost.
        _next = Math.Max(_next, now - TimeSpan.TicksPerSecond + _each) + _each;
        return true;
    }
}
