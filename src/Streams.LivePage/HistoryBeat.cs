using Microsoft.Extensions.Logging;
using Streams.Prometheus;

namespace Streams.LivePage;

/// <summary>Reads the page once a beat for the history, whether anybody looks or not.</summary>
internal static class HistoryBeat
{
    /// <summary>Beats until the end.</summary>
    internal static async Task RunAsync(LiveHistory history, MetricsPage page, TimeProvider time, TimeSpan every, ILogger log, CancellationToken ending)
    {
        using var timer = new PeriodicTimer(every, time);
        var failed = false;
        try
        {
            while (await timer.WaitForNextTickAsync(ending)) failed = !await TakeAsync(history, page, log, failed, ending);
        }
        catch (OperationCanceledException)
        {
            // The daemon ends.
        }
    }

    private static async Task<bool> TakeAsync(LiveHistory history, MetricsPage page, ILogger log, bool failed, CancellationToken ending)
    {
        try
        {
            await page.ReadAsync(at => Take(history, at), ending);
            return true;
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            // Scrapes fail as well, and are counted; the log says it once.
            if (!failed) log.LogError(broken, "The history of the live page could not be read");
            return false;
        }
    }

    private static bool Take(LiveHistory history, DateTimeOffset at)
    {
        history.Take(at);
        return true;
    }
}
