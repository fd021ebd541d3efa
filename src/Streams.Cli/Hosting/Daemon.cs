using System.Net.Sockets;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Streams.Cli.CommandLine;
using Streams.Definition;
using Streams.Dynamo.Connecting;
using Streams.Lane;
using Streams.LivePage;
using Streams.Prometheus;
using Streams.Publishing;
using Streams.Recording;
using Streams.Reducing;

namespace Streams.Cli.Hosting;

/// <summary>Pipelines on their lanes, their sources, and the page: what <c>run</c> and <c>demo</c> have in common.</summary>
internal sealed class Daemon(
    IReadOnlyList<PipelineDefinition> pipelines,
    Func<SourceDefinition, IEventSource> connect,
    ListenAddress listen,
    IReadOnlyList<string> allowedHosts,
    ILoggerFactory loggers,
    IReadOnlyList<Recorder> recorders,
    LogLimit logLimit,
    DynamoFleet? fleet = null)
{
    /// <summary>The <c>sample_limit</c> of the <c>prometheus.yml</c> that is shipped.</summary>
    private const int SampleLimit = 200_000;

    internal static string Version =>
        typeof(Daemon).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Runs until <paramref name="stop"/>, then drains what has arrived. A fault of the program leaves as its exception.</summary>
    internal async Task RunAsync(CancellationToken stop)
    {
        var log = loggers.CreateLogger("streams");
        var sink = new PrometheusSink();
        var tables = new LiveTables();
        var lanes = CreateLanes((owner, pipeline) => tables.Before(sink.For(owner), pipeline), log);
        var own = tables.Before(sink);
        var fleetSeries = fleet is null ? null : new FleetSeries(own, fleet);
        using var page = new MetricsPage(new LanePages(lanes), sink, ProcessSeries(own, fleetSeries));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var live = new LiveRoutes(page, tables, [.. pipelines.Zip(lanes, (pipeline, lane) => (pipeline, lane.Data))], TimeProvider.System, log, ending.Token);
        await using var endpoint = new MetricsEndpoint(page, new MetricsEndpointOptions
        {
            Listen = listen,
            AllowedHosts = allowedHosts,
            Routes = live.Map,
            Down = () => [.. lanes.SelectMany((lane, l) => lane.Inputs.Where(i => !i.IsUp).Select(i => $"source {pipelines[l].Name}/{i.Name} is down"))],
            Loggers = loggers,
        });
        await ListenAsync(endpoint, listen);
        log.LogInformation("streams {Version} shows {Pipelines} at {Page}, and for Prometheus on {Address}metrics", Version,
            string.Join(", ", pipelines.Select(p => p.Name)), endpoint.Address, endpoint.Address);
        if (pipelines.Sum(p => (long)p.MaxSeries) is > SampleLimit and var series)
        {
            log.LogInformation(
                "{Pipelines} may show {Series} series, and prometheus.yml takes {SampleLimit} of a page: max_series says how many (docs/operations.md)",
                pipelines.Count == 1 ? "the pipeline" : $"{pipelines.Count} pipelines together", series, SampleLimit);
        }

        using var trim = new MemoryTrim(TimeProvider.System);
        using var watch = new SourceWatch(pipelines, [.. lanes.Select(lane => lane.Inputs)], log, TimeProvider.System);
        await new LiveLanes(pipelines, lanes, connect, recorders).RunAsync(stop);
        await ending.CancelAsync();
        await endpoint.StopAsync(new CancellationToken(canceled: true));
        Goodbye.Say(log, lanes.SelectMany(lane => lane.Inputs), "was counted");
    }

    private DaemonSeries ProcessSeries(ISeriesSink sink, FleetSeries? fleetSeries) => new(sink, Version, fleetSeries is null ? null : fleetSeries.Update,
        ("streams_log_lines_omitted_total", "Lines that were left out of the log, of more than a minute may have.", () => logLimit.Omitted),
        ("streams_quantile_collapses_total",
            "How often a sketch of a quantile had all its buckets and put its lowest together.", () => QuantileSketches.Collapses));

    private LaneHost[] CreateLanes(Func<string, string, ISeriesSink> sinkFor, ILogger log)
    {
        try
        {
            return [.. pipelines.Select((p, i) => new LaneHost(p, sinkFor(p.Origin.Length > 0 ? $"{p.Name} ({p.Origin})" : p.Name, p.Name), TimeProvider.System,
                new LaneLog(p.Name, log, TimeProvider.System), recorder: recorders.ElementAtOrDefault(i)))];
        }
        catch (InvalidOperationException contradiction)
        {
            // Each file is right by itself; together they would make a page that contradicts itself.
            throw CommandException.Usage(contradiction.Message);
        }
    }

    /// <summary>Begins to listen; says why not as a person reads it.</summary>
    internal static async Task ListenAsync(MetricsEndpoint endpoint, ListenAddress listen)
    {
        try
        {
            await endpoint.StartAsync();
        }
        catch (PortTakenException taken)
        {
            throw CommandException.Failure(taken.Message);
        }
        catch (SocketException refused)
        {
            throw CommandException.Failure(
                $"cannot listen on {listen}: {refused.Message}; give an address of this machine, or :{listen.Port} for all interfaces");
        }
    }
}
