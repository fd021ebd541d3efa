using System.Diagnostics;

namespace Streams.Nats.Connecting;

/// <summary>Whether reading kept up with what arrived on a connection: a server that cuts a slow consumer does not say so.</summary>
/// <remarks>
/// While it keeps up, reads find the kernel's buffer empty again and again. A stretch begins where that was last so, and lasts until it is so again.
/// Timestamps are those of <see cref="Stopwatch"/>. One thread reads; another may ask, and gets an answer that is right a moment before or after.
/// </remarks>
internal sealed class ReadingPace
{
    /// <summary>Less than this waits also where nobody is slow: a burst after silence. The smallest buffer of Linux holds more.</summary>
    private const int ManyBytes = 32 * 1024;

    /// <summary>Servers wait for longer before they cut: nats-server 10 s by default.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    /// <summary>A read that found the end after waiting for longer had read all before: the end has nothing to do with the stretch.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(250);

    private long _began = Stopwatch.GetTimestamp();
    private long _asked;
    private long _bytes;
    private bool _isSlow;

    /// <summary>Notes that a read begins.</summary>
    internal void Ask(long now) => _asked = now;

    /// <summary>Notes a read.</summary>
    /// <param name="bytes">What it brought.</param>
    /// <param name="hasMore">Whether more waits already.</param>
    /// <param name="now">When it returned.</param>
    internal void Read(int bytes, bool hasMore, long now)
    {
        _bytes += bytes;
        _isSlow = _bytes >= ManyBytes && Stopwatch.GetElapsedTime(_began, now) >= Slow;
        if (hasMore) return;
        (_began, _bytes) = (now, 0);
    }

    /// <summary>Whether the stretch was slow, if the connection ends now.</summary>
    /// <param name="end">When it ends.</param>
    /// <param name="waiting">Bytes that wait to be read.</param>
    internal bool WasSlowAt(long end, int waiting = 0) =>
        (_isSlow && Stopwatch.GetElapsedTime(_asked, end) < AtOnce) || (_bytes + waiting >= ManyBytes && Stopwatch.GetElapsedTime(_began, end) >= Slow);
}
