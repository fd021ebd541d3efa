using System.CommandLine;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using Streams.Cli.CommandLine;
using Streams.Cli.Hosting;
using Streams.Cli.Options;
using Streams.Nats.Connecting;
using Streams.Simulation;
using Streams.Simulation.Publishing;
using Streams.Simulation.Registering;

namespace Streams.Cli.Commands;

/// <summary><c>streams simulate</c>: workers and a router that speak Dynamo's wire formats on a real NATS, or on ZeroMQ, found in a real store.</summary>
internal static class SimulateCommand
{
    /// <summary>Workers whose ids the log shows.</summary>
    private const int Shown = 20;

    internal static Command Create()
    {
        var nats = new NatsFlags();
        var fleetFlags = new FleetFlags(FleetFlags.OldAndNew);
        var plane = new PlaneFlags();
        var command = new ExampleCommand(
            "simulate",
            "Runs workers and a router that speak the wire formats of NVIDIA Dynamo, on a real NATS or on ZeroMQ.",
            "streams simulate --workers 8 --rate 50 --release 0.3.2",
            "streams simulate --plane zmq --file-kv /tmp/dynamo_store_kv",
            "streams simulate --workers 2 --seed 7");
        fleetFlags.AddTo(command, names: true);
        plane.AddTo(command);
        nats.AddTo(command);
        command.SetAction(async parsed =>
        {
            var isOnZmq = plane.IsZmq(parsed);
            var fleet = new SimulatedFleet(isOnZmq ? fleetFlags.ReadRegistered(parsed) : fleetFlags.Read(parsed, names: true));
            var (store, where) = plane.ReadStore(parsed);
            using var signal = new StopSignal();
            using var loggers = Loggers.Create();
            try
            {
                if (isOnZmq)
                {
                    await using var bus = new ZmqFleetBus(store!);
                    await RunAsync(fleet, bus, $"ZeroMQ, found in {where}", loggers, signal.Token);
                    return;
                }

                var options = nats.Read(parsed);
                await using var server = await ConnectAsync(options, signal.Token);
                if (store is null)
                {
                    await RunAsync(fleet, server, options.Redacted, loggers, signal.Token);
                    return;
                }

                await using var registered = new RegisteredFleetBus(server, store);
                await RunAsync(fleet, registered, $"{options.Redacted}, registered in {where}", loggers, signal.Token);
            }
            catch (OperationCanceledException) when (signal.Token.IsCancellationRequested)
            {
                // Asked to stop.
            }
            catch (HttpRequestException refused)
            {
                throw CommandException.Failure($"{where} cannot be used: {refused.Message}");
            }
            catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
            {
                throw CommandException.Failure($"{where} cannot be written: {unwritable.Message}");
            }
        });
        return command;
    }

    private static Task RunAsync(SimulatedFleet fleet, IFleetBus bus, string where, ILoggerFactory loggers, CancellationToken stop)
    {
        var workers = fleet.Workers;
        var more = workers.Count > Shown ? ", …" : "";
        loggers.CreateLogger("streams").LogInformation("{Workers} workers on {Where}: {Ids}", workers.Count, where,
            string.Join(", ", workers.Take(Shown).Select(w => $"{w.Id} ({w.Release})")) + more);
        return fleet.RunAsync(bus, TimeProvider.System, stop);
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
