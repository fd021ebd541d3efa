using Streams.Definition;
using Streams.Lane;
using Streams.Nats;

namespace Streams.Simulation;

/// <summary>Feeds a source of a pipeline from an in-process bus, as the live sources do from NATS.</summary>
/// <remarks>Hot: what is published before <see cref="RunAsync"/> is not heard. It is up from its start to its end, and never waits.</remarks>
public sealed class InProcessSource : IEventSource
{
    private readonly SourceDefinition _definition;
    private readonly InProcessFleetBus _bus;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();

    /// <summary>Creates the source.</summary>
    /// <param name="definition">A <see cref="SubjectSourceDefinition"/> or a <see cref="ServiceStatsSourceDefinition"/>.</param>
    /// <param name="bus">The bus that it listens to, or whose services it asks.</param>
    /// <param name="time">When it asks.</param>
    /// <exception cref="ArgumentException">The definition is of another kind.</exception>
    public InProcessSource(SourceDefinition definition, InProcessFleetBus bus, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(time);
        if (definition is not (SubjectSourceDefinition or ServiceStatsSourceDefinition))
        {
            throw new ArgumentException($"The source {definition.Name} is fed from elsewhere.", nameof(definition));
        }

        _definition = definition;
        _bus = bus;
        _time = time;
    }

    /// <inheritdoc/>
    public async Task RunAsync(SourceInput input, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(input);
        input.IsUp = true;
        try
        {
            if (_definition is ServiceStatsSourceDefinition stats) await AskAsync(stats, input, stop);
            else await ListenAsync((SubjectSourceDefinition)_definition, input, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop: a source then simply returns.
        }

        lock (_gate) input.IsUp = false;
    }

    private async Task ListenAsync(SubjectSourceDefinition definition, SourceInput input, CancellationToken stop)
    {
        var subscriptions = definition.Subjects.Select(s => _bus.Subscribe(s, (subject, payload) => Receive(input, subject, payload))).ToArray();
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, stop);
        }
        finally
        {
            foreach (var subscription in subscriptions) subscription.Dispose();
        }
    }

    private async Task AskAsync(ServiceStatsSourceDefinition definition, SourceInput input, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(definition.Every, _time);
        do
        {
            foreach (var service in definition.Services)
            {
                var subject = $"{StatsServices.Prefix}.{service}";
                foreach (var answer in _bus.Request(subject)) Receive(input, subject, answer);
            }
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    private void Receive(SourceInput input, string subject, ReadOnlyMemory<byte> payload)
    {
        lock (_gate)
        {
            input.Receive(subject, payload.Span);
            input.Flush();
        }
    }
}
