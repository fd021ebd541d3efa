namespace Streams.Simulation;

/// <summary>A bus inside the process: hands messages to its subscribers at once, and answers statistics requests without a server.</summary>
/// <remarks>Subscribers are called on the publisher's thread, in the order of subscription; what they throw reaches the publisher.</remarks>
public sealed class InProcessFleetBus : IFleetBus
{
    private readonly Lock _gate = new();
    private readonly StatsServices _services = new();
    private volatile Subscription[] _subscriptions = [];

    /// <inheritdoc/>
    public ValueTask PublishAsync(string subject, ReadOnlyMemory<byte> payload)
    {
        foreach (var subscription in _subscriptions)
        {
            if (subscription.Pattern.Matches(subject)) subscription.Handle(subject, payload);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public IDisposable Serve(string service, string instance, Func<ReadOnlyMemory<byte>> answer) => _services.Add(service, instance, answer);

    /// <summary>Listens to a subject with NATS' wildcards (<c>*</c>, <c>&gt;</c>).</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="handle">Takes subject and payload of each message.</param>
    /// <returns>Ends the subscription when disposed.</returns>
    public IDisposable Subscribe(string subject, Action<string, ReadOnlyMemory<byte>> handle)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(handle);
        var subscription = new Subscription(this, new SubjectPattern(subject), handle);
        lock (_gate) _subscriptions = [.. _subscriptions, subscription];
        return subscription;
    }

    /// <summary>The answers to a statistics request, such as one on <c>$SRV.STATS.dynamo_backend</c>; empty if nobody answers.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Request(string subject) => _services.Answers(subject);

    private sealed class Subscription(InProcessFleetBus bus, SubjectPattern pattern, Action<string, ReadOnlyMemory<byte>> handle) : IDisposable
    {
        internal SubjectPattern Pattern { get; } = pattern;

        internal Action<string, ReadOnlyMemory<byte>> Handle { get; } = handle;

        public void Dispose()
        {
            lock (bus._gate) bus._subscriptions = [.. bus._subscriptions.Where(s => s != this)];
        }
    }
}
