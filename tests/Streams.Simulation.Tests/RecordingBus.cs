using System.Text;
using Streams.Simulation;

namespace Streams.Simulation.Tests;

/// <summary>Keeps what a fleet publishes, and stops it after so many messages.</summary>
internal sealed class RecordingBus(int stopAfter) : IFleetBus
{
    private readonly CancellationTokenSource _stop = new();

    internal List<(string Subject, byte[] Payload)> Messages { get; } = [];

    internal List<(string Service, string Instance, Func<ReadOnlyMemory<byte>> Answer)> Services { get; } = [];

    internal int DisposedServices { get; private set; }

    internal IEnumerable<string> Answers => Services.Select(s => Encoding.UTF8.GetString(s.Answer().Span));

    internal static async Task<(RecordingBus Bus, SimulatedFleet Fleet)> RunAsync(FleetOptions options, int stopAfter)
    {
        var bus = new RecordingBus(stopAfter);
        var fleet = new SimulatedFleet(options);
        await fleet.RunAsync(bus, new JumpingTime(JumpingTime.Start), bus._stop.Token);
        return (bus, fleet);
    }

    public ValueTask PublishAsync(string subject, ReadOnlyMemory<byte> payload)
    {
        Messages.Add((subject, payload.ToArray()));
        if (Messages.Count == stopAfter) _stop.Cancel();
        return ValueTask.CompletedTask;
    }

    public IDisposable Serve(string service, string instance, Func<ReadOnlyMemory<byte>> answer)
    {
        Services.Add((service, instance, answer));
        return new Served(this);
    }

    private sealed class Served(RecordingBus bus) : IDisposable
    {
        public void Dispose() => bus.DisposedServices++;
    }
}
