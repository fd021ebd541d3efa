using System.Collections.Concurrent;
using Streams.Dynamo.Decoding;
using Streams.Simulation.Registering;

namespace Streams.Simulation.Publishing;

/// <summary>A bus of publishers that bind ports of 127.0.0.1 and are found in a store, as those of Dynamo from 1.3 on.</summary>
/// <remarks>What nobody subscribes to is gone. Nobody is asked for statistics here.</remarks>
/// <param name="store">Where processes are registered; disposed with this.</param>
public sealed class ZmqFleetBus(IFleetStore store) : IFleetBus, IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Subject, ulong Id), PubSocket> _publishers = new();

    /// <inheritdoc/>
    public async ValueTask JoinAsync(FleetProcess process)
    {
        ArgumentNullException.ThrowIfNull(process);
        foreach (var (key, value) in FleetRecords.Of(process)) await store.PutAsync(process.Id, key, value);
        foreach (var channel in process.Channels)
        {
            // Bound before it is registered: an address that is there can be connected.
            var publisher = _publishers[(channel.Subject, channel.Id)] = new PubSocket(channel.Topic, channel.Id);
            var (key, value) = FleetRecords.Of(process, channel, publisher.Address);
            await store.PutAsync(process.Id, key, value);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The message is of no process that has joined: its release has no envelope, or its publisher none.</exception>
    public ValueTask PublishAsync(string subject, ReadOnlyMemory<byte> payload)
    {
        if (EventEnvelope.TryRead(payload.Span, null, out var envelope) && envelope is { Publisher: { } id, Sequence: { } sequence }
            && _publishers.TryGetValue((subject, id), out var publisher))
        {
            publisher.Publish(sequence, payload.Span);
            return default;
        }

        throw new ArgumentException($"nobody publishes this on {subject} by ZeroMQ", nameof(payload));
    }

    /// <inheritdoc/>
    public IDisposable Serve(string service, string instance, Func<ReadOnlyMemory<byte>> answer) => new Unasked();

    /// <summary>Ends when each publisher has a subscriber.</summary>
    public Task HeardAsync(CancellationToken stop) => Task.WhenAll(_publishers.Values.Select(publisher => publisher.Heard.WaitAsync(stop)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        foreach (var publisher in _publishers.Values) publisher.Dispose();
    }

    private sealed class Unasked : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
