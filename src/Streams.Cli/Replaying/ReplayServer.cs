using Microsoft.Extensions.Logging;
using Streams.Cli.Hosting;
using Streams.Prometheus;
using Streams.Replaying;

namespace Streams.Cli.Replaying;

/// <summary>Serves the page of a replay while it runs, in recorded time.</summary>
internal static class ReplayServer
{
    internal static async Task RunAsync(ReplayQuestion question, Replay replay, PrometheusSink sink, ListenAddress listen, IReadOnlyList<string> pipelines,
        CancellationToken stop)
    {
        using var loggers = Loggers.Create();
        var log = loggers.CreateLogger("streams");
        // As fast as the machine can is still a pace: a century in a second.
        var pace = ReplayRun.PaceOf(question) ?? new Pace(3e9, TimeProvider.System);
        var stops = new ReplayStops(replay, _ => { })
        {
            Stops = first => question.To is { } to ? [to.In(first)]
            : [],
            AtEnd = question.To is null,
            Pace = pace
        };
        using var page = new MetricsPage(new ReplayPage(replay, stops.Gate), sink);
        await using var endpoint = new MetricsEndpoint(
            page, new MetricsEndpointOptions { Listen = listen, AllowedHosts = question.AllowedHosts, Loggers = loggers });
        await Daemon.ListenAsync(endpoint, listen);
        log.LogInformation("streams {Version} replays {Pipelines} on {Address}metrics", Daemon.Version, string.Join(", ", pipelines), endpoint.Address);
        try
        {
            await Task.Run(() => stops.Run(stop), CancellationToken.None);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop.
        }

        await endpoint.StopAsync(new CancellationToken(canceled: true));
        log.LogInformation("{Messages} messages replayed", replay.Messages);
    }

    /// <summary>The replay's page as of where its clock stands.</summary>
    private sealed class ReplayPage(Replay replay, Lock gate) : IPageSource
    {
        public ValueTask<DateTimeOffset> ReadAsync(CancellationToken cancel)
        {
            lock (gate)
            {
                replay.Read();
                return new ValueTask<DateTimeOffset>(replay.Now);
            }
        }
    }
}
