using Streams.Lane;
using Streams.Prometheus;

namespace Streams.Cli.Hosting;

/// <summary>One page over all lanes of the process; it shows the instant of the lane that is least far.</summary>
/// <remarks>
/// Each lane is a snapshot of its own instant, which is now unless the lane is behind: one common instant for all would have
/// to wait for the slowest, and a backlog delays no scrape (L5).
/// </remarks>
internal sealed class LanePages(IReadOnlyList<LaneHost> lanes) : IPageSource
{
    public async ValueTask<DateTimeOffset> ReadAsync(CancellationToken cancel) =>
        (await Task.WhenAll(lanes.Select(lane => lane.ReadAsync())).WaitAsync(cancel)).Min();
}
