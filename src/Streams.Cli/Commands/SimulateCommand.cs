using System.CommandLine;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using Streams.Cli.CommandLine;
using Streams.Cli.Hosting;
using Streams.Cli.Options;
using Streams.Nats.Connecting;
using Streams.Simulation;

namespace Streams.Cli.Commands;

/// <summary><c>streams simulate</c>: workers and a router that speak Dynamo's wire formats on a real NATS.</summary>
internal static class SimulateCommand
{
    /// <summary>Workers whose ids the log shows.</summary>
    private const int Shown = 20;

    internal static Command Create()
    {
        var nats = new NatsFlags();
        var fleetFlags = new FleetFlags(FleetFlags.OldAndNew);
        var command = new ExampleCommand(
            "simulate",
            "Runs workers and a router that speak the wire formats of NVIDIA Dynamo on a real NATS.",
            "streams simulate --workers 8 --rate 50 --release 0.3.2",
            "streams simulate --workers 2 --seed 7");
        fleetFlags.AddTo(command, names: true);
        nats.AddTo(command);
        command.SetAction(async parsed =>
        {
            var fleet = new SimulatedFleet(fleetFlags.Read(parsed, names: true));
            var options = nats.Read(parsed);
            using var signal = new StopSignal();
            using var loggers = Loggers.Create();
            try
            {
                await using var bus = await ConnectAsync(options, signal.Token);
                var workers = fleet.Workers;
                var more = workers.Count > Shown ? ", …" : "";
                loggers.CreateLogger("streams").LogInformation("{Workers} workers on {Url}: {Ids}", workers.Count, options.Redacted,
                    string.Join(", ", workers.Take(Shown).Select(w => $"{w.Id} ({w.Release})")) + more);
                await fleet.RunAsync(bus, TimeProvider.System, signal.Token);
            }
            catch (OperationCanceledException) when (signal.Token.IsCancellationRequested)
            {
                // Asked to stop.
            }
        });
        return command;
    }

    private static async Task<NatsFleetBus> ConnectAsync(NatsOptions options, CancellationToken stop)
    {
        try
        {
            return await NatsFleetBus.ConnectAsync(
                NatsOpts.Default with
                {
                    Url = options.Url,
                    Name = "streams simulate",
                    AuthOpts = options.ToAuthOpts(),
                    TlsOpts = options.ToTlsOpts(),
                },
                stop);
        }
        catch (NatsException unreachable)
        {
            throw CommandException.Failure($"NATS at {options.Redacted} cannot be used: {(unreachable.InnerException ?? unreachable).Message}");
        }
    }
}
