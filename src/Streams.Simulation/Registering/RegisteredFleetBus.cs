namespace Streams.Simulation.Registering;

/// <summary>A bus whose fleet registers itself: its publishers are on that bus.</summary>
/// <param name="bus">Where messages go.</param>
/// <param name="store">Where processes are registered; disposed with this.</param>
public sealed class RegisteredFleetBus(IFleetBus bus, IFleetStore store) : IFleetBus, IAsyncDisposable
{
    /// <inheritdoc/>
    public async ValueTask JoinAsync(FleetProcess process)
    {
        ArgumentNullException.ThrowIfNull(process);
        foreach (var (key, value) in FleetRecords.Of(process)) await store.PutAsync(process.Id, key, value);
        foreach (var channel in process.Channels)
        {
            var (key, value) = FleetRecords.Of(process, channel, address: null);
            await store.PutAsync(process.Id, key, value);
        }
    }

    /// <inheritdoc/>
    public ValueTask PublishAsync(string subject, ReadOnlyMemory<byte> payload) => bus.PublishAsync(subject, payload);

    /// <inheritdoc/>
    public IDisposable Serve(string service, string instance, Func<ReadOnlyMemory<byte>> answer) => bus.Serve(service, instance, answer);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => store.DisposeAsync();
}
