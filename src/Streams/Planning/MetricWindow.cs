using Streams.Reducing;
using Streams.Windowing;

namespace Streams.Planning;

/// <summary>One window of a metric, and the reduction of its events.</summary>
internal sealed record MetricWindow(Over Over, ReductionPlan Reduction)
{
    /// <summary>The end of the last window that holds an instant, in ticks.</summary>
    internal long LastEnd(long ticks) => FirstEnd(ticks) - Over.Every.Ticks + Over.Length.Ticks;

    /// <summary>The end of the first window that holds an instant, in ticks.</summary>
    internal long FirstEnd(long ticks)
    {
        var every = Over.Every.Ticks;
        var sinceEpoch = ticks - DateTimeOffset.UnixEpoch.UtcTicks;
        var start = sinceEpoch - (((sinceEpoch % every) + every) % every);
        return DateTimeOffset.UnixEpoch.UtcTicks + start + every;
    }
}
