using System.Reflection;
using Microsoft.Extensions.Logging;
using Streams.Cli.CommandLine;
using Streams.Lane;
using Streams.Prometheus;

namespace Streams.Cli.Hosting;

/// <summary>Pipelines on their lanes, their sources, and the page: what <c>run</c> and <c>demo</c> have in common.</summary>
internal sealed class Daemon(
    IReadOnlyList<PipelineDefinition> pipelines,
    Func<SourceDefinition, IEventSource> connect,
    ListenAddress listen,
    ILoggerFactory loggers)
{
    /// <summary>Design section 5: a daemon that was told to go is gone after 8 seconds.</summary>
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(7);

    internal static string Version =>
        typeof(Daemon).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Runs until <paramref name="stop"/>, then drains what has arrived. A fault of the program leaves as its exception.</summary>
    internal async Task RunAsync(CancellationToken stop)
    {
        var log = loggers.CreateLogger("streams");
        var sink = new PrometheusSink();
        LaneHost[] lanes = [.. pipelines.Select(p => new LaneHost(p, sink, TimeProvider.System, new LaneLog(p.Name, log, TimeProvider.System)))];
        using var page = new MetricsPage(new LanePages(lanes), sink, new DaemonSeries(sink, Version));
        await using var endpoint = new MetricsEndpoint(page, new MetricsEndpointOptions
        {
            Listen = listen,
            Version = Version,
            Pipelines = [.. pipelines.Select(p => p.Name)],
            Down = () => Down(lanes),
            Loggers = loggers,
        });
        await StartAsync(endpoint);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        for (var i = 0; i < lanes.Length; i++) lanes[i].Start(pipelines[i].Name);
        Task[] sources = [.. lanes.SelectMany((lane, l) => pipelines[l].Sources.Select((source, s) => RunSourceAsync(source, lane.Inputs[s], ending.Token)))];
        log.LogInformation("streams {Version} shows {Pipelines} on {Address}metrics", Version, string.Join(", ", pipelines.Select(p => p.Name)), endpoint.Address);

        var stopped = new TaskCompletionSource();
        using var registration = stop.Register(stopped.SetResult);
        var first = await Task.WhenAny([stopped.Task, .. sources, .. lanes.Select(lane => lane.Completion)]);
        await ending.CancelAsync();
        await first;
        await Task.WhenAll(sources).WaitAsync(LongestGoodbye, CancellationToken.None);
        await Task.WhenAll(lanes.Select(lane => lane.StopAsync())).WaitAsync(LongestGoodbye, CancellationToken.None);
        await endpoint.StopAsync(new CancellationToken(canceled: true));
        log.LogInformation("stopped: everything that had arrived was counted");
    }

    private static async Task StartAsync(MetricsEndpoint endpoint)
    {
        try
        {
            await endpoint.StartAsync();
        }
        catch (PortTakenException taken)
        {
            throw CommandException.Failure(taken.Message);
        }
    }

    private static IReadOnlyList<string> Down(LaneHost[] lanes) =>
        [.. lanes.SelectMany(lane => lane.Inputs).Where(input => !input.IsUp).Select(input => $"source {input.Name} is down")];

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
