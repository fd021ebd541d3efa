using System.CommandLine;
using Streams.Cli.CommandLine;
using Streams.Cli.Hosting;
using Streams.Cli.Options;
using Streams.Cli.Pipelines;
using Streams.Simulation;

namespace Streams.Cli.Commands;

/// <summary><c>streams demo</c>: a simulated fleet in process, through the built-in pipeline; no server is needed.</summary>
internal static class DemoCommand
{
    internal static Command Create()
    {
        var listen = CommonOptions.Listen();
        var allowHost = CommonOptions.AllowHost();
        var fleetFlags = new FleetFlags(FleetFlags.OldAndNew);
        var command = new ExampleCommand(
            "demo",
            "Shows live metrics of a simulated fleet on http://localhost:9091: no NATS is needed.",
            "streams demo",
            "streams demo --workers 3 --release 1.6.0");
        fleetFlags.AddTo(command, names: false);
        command.Options.Add(listen);
        command.Options.Add(allowHost);
        command.SetAction(async parsed =>
        {
            var address = CommonOptions.ListenAddress(parsed, listen);
            var hosts = CommonOptions.AllowedHosts(parsed, allowHost);
            var fleet = new SimulatedFleet(fleetFlags.Read(parsed, names: false));
            using var signal = new StopSignal();
            var logLimit = new LogLimit(TimeProvider.System);
            using var loggers = Loggers.Create(logLimit);
            var bus = new InProcessFleetBus();
            var pipelines = PipelineFiles.Read([], new Dictionary<string, string>());
            var daemon = new Daemon(pipelines, source => new InProcessSource(source, bus, TimeProvider.System), address, hosts, loggers, [], logLimit);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(signal.Token);
            var running = fleet.RunAsync(bus, TimeProvider.System, ending.Token);
            var serving = daemon.RunAsync(ending.Token);
            // Whichever ends first, by a signal or a failure, ends the other.
            await Task.WhenAny(running, serving);
            await ending.CancelAsync();
            await Task.WhenAll(serving, running);
        });
        return command;
    }
}
