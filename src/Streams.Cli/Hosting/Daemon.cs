using System.Net.Sockets;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Streams.Cli.CommandLine;
using Streams.Lane;
using Streams.LivePage;
using Streams.Prometheus;
using Streams.Publishing;

namespace Streams.Cli.Hosting;

/// <summary>Pipelines on their lanes, their sources, and the page: what <c>run</c> and <c>demo</c> have in common.</summary>
internal sealed class Daemon(
    IReadOnlyList<PipelineDefinition> pipelines,
    Func<SourceDefinition, IEventSource> connect,
    ListenAddress listen,
    ILoggerFactory loggers)
{
    /// <summary>Design section 5: a daemon that was told to go is gone after 8 seconds.</summary>
    /// <remarks>What remains is for the connection to NATS, which is closed afterwards.</remarks>
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(5);

    internal static string Version =>
        typeof(Daemon).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Runs until <paramref name="stop"/>, then drains what has arrived. A fault of the program leaves as its exception.</summary>
    internal async Task RunAsync(CancellationToken stop)
    {
        var log = loggers.CreateLogger("streams");
        var sink = new PrometheusSink();
        var tables = new LiveTables();
        var lanes = CreateLanes(owner => tables.Before(sink.For(owner)), log);
        using var page = new MetricsPage(new LanePages(lanes), sink, new DaemonSeries(tables.Before(sink), Version));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var live = new LiveRoutes(page, tables, pipelines, TimeProvider.System, log, ending.Token);
        await using var endpoint = new MetricsEndpoint(page, new MetricsEndpointOptions
        {
            Listen = listen,
            Routes = live.Map,
            Down = () => [.. lanes.SelectMany((lane, l) => lane.Inputs.Where(i => !i.IsUp).Select(i => $"source {pipelines[l].Name}/{i.Name} is down"))],
            Loggers = loggers,
        });
        await ListenAsync(endpoint);
        for (var i = 0; i < lanes.Length; i++) lanes[i].Start(pipelines[i].Name);
        Task[] sources = [.. lanes.SelectMany((lane, l) => pipelines[l].Sources.Select((source, s) => RunSourceAsync(source, lane.Inputs[s], ending.Token)))];
        log.LogInformation("streams {Version} shows {Pipelines} on {Address}metrics", Version, string.Join(", ", pipelines.Select(p => p.Name)), endpoint.Address);

        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = stop.Register(stopped.SetResult);
        var first = await Task.WhenAny([stopped.Task, .. sources, .. lanes.Select(lane => lane.Completion)]);
        await ending.CancelAsync();
        await first;
        await DrainAsync(sources, lanes);
        await endpoint.StopAsync(new CancellationToken(canceled: true));
        log.LogInformation("stopped: everything that had arrived was counted");
    }

    private static async Task DrainAsync(Task[] sources, LaneHost[] lanes)
    {
        using var late = new CancellationTokenSource(LongestGoodbye);
        try
        {
            await Task.WhenAll(sources).WaitAsync(late.Token);
            await Task.WhenAll(lanes.Select(lane => lane.StopAsync())).WaitAsync(late.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw CommandException.Failure($"stopped after {LongestGoodbye.TotalSeconds} s: some of what had arrived was not counted");
        }
    }

    private LaneHost[] CreateLanes(Func<string, ISeriesSink> sinkFor, ILogger log)
    {
        try
        {
            return [.. pipelines.Select(p => new LaneHost(p, sinkFor(p.Origin.Length > 0 ? $"{p.Name} ({p.Origin})" : p.Name), TimeProvider.System, new LaneLog(p.Name, log, TimeProvider.System)))];
        }
        catch (InvalidOperationException contradiction)
        {
            // Each file is right by itself; together they would make a page that contradicts itself.
            throw CommandException.Usage(contradiction.Message);
        }
    }

    private async Task ListenAsync(MetricsEndpoint endpoint)
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
            throw CommandException.Failure($"cannot listen on {listen}: {refused.Message}; give an address of this machine, or :{listen.Port} for all interfaces");
        }
    }

    private async Task RunSourceAsync(SourceDefinition definition, SourceInput input, CancellationToken stop)
    {
        try
        {
            await connect(definition).RunAsync(input, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop.
        }

        input.Flush();
    }
}
