using Streams.Reducing;
using Streams.Windowing;

namespace Streams;

/// <summary>One window of a metric, and the reduction of its events.</summary>
internal sealed record MetricWindow(Over Over, ReductionPlan Reduction)
{
    /// <summary>Events that missed this window and not all windows of the metric.</summary>
    internal long Late { get; private set; }

    /// <summary>Counts an event that missed some of the windows that it falls into.</summary>
    internal void CountLate(Event e, bool missesAll) => Late++;

    /// <summary>The end of the last window that holds an instant, in ticks.</summary>
    internal long LastEnd(long ticks)
    {
        var every = Over.Every.Ticks;
        var sinceEpoch = ticks - DateTimeOffset.UnixEpoch.UtcTicks;
        var start = sinceEpoch - (((sinceEpoch % every) + every) % every);
        return DateTimeOffset.UnixEpoch.UtcTicks + start + Over.Length.Ticks;
    }
}
