using Streams.Reducing;
using Streams.Windowing;

namespace Streams.Planning;

/// <summary>One window of a metric, and the reduction of its events.</summary>
/// <param name="Over">The window.</param>
/// <param name="Grid">Its arithmetic; of no use where the window has no length.</param>
/// <param name="Reduction">What is computed.</param>
internal sealed record MetricWindow(Over Over, WindowGrid Grid, ReductionPlan Reduction)
{
    internal static MetricWindow Of(Over over, TimeSpan lateness, ReductionPlan reduction) =>
        new(over, over.IsAll ? default : new WindowGrid(over, lateness), reduction);
}
