namespace Streams.Prometheus;

/// <summary>Memory that pages leave to everything else: a page that would take it is given up before the lane or a source finds none.</summary>
/// <param name="limit">What the process may take, in bytes.</param>
/// <param name="used">What it has taken, in bytes, garbage included.</param>
/// <param name="time">The clock.</param>
internal sealed class Headroom(long limit, Func<long> used, TimeProvider time)
{
    private const int Share = 8;
    private static readonly TimeSpan LooksAgain = TimeSpan.FromSeconds(1);

    private long _lookedInVain;

    /// <summary>That of this process: of what the collector may take, by its setting, the container or the machine.</summary>
    internal static Headroom OfProcess { get; } =
        new(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, static () => GC.GetTotalMemory(false), TimeProvider.System);

    /// <summary>Makes sure that there is room for so many bytes, and for everything else.</summary>
    /// <exception cref="InsufficientMemoryException">There is not.</exception>
    internal void Demand(long bytes)
    {
        if (Fits(bytes)) return;
        // Most of it may be garbage that nobody has looked for yet; not at every question, since that takes a while.
        if (_lookedInVain == 0 || time.GetElapsedTime(_lookedInVain) > LooksAgain)
        {
            GC.Collect();
            if (Fits(bytes)) return;
            _lookedInVain = time.GetTimestamp();
        }

        throw new InsufficientMemoryException($"a page would need the last eighth of the {limit >> 20} MiB that the process may take");
    }

    private bool Fits(long bytes) => used() + bytes <= limit - (limit / Share);
}
