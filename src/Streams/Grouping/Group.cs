using System.Reactive.Linq;
using Streams.Events;
using Streams.Timing;

namespace Streams.Grouping;

/// <summary>One worker's events in one metric, while its lease runs.</summary>
internal sealed class Group<TEvent>(WorkerKey key, GroupedWorker<TEvent> worker) : Lease, IGroupedObservable<WorkerKey, TEvent>
{
    public WorkerKey Key => key;

    /// <summary>The worker that it belongs to, together with its groups of other keys.</summary>
    internal GroupedWorker<TEvent> Worker => worker;

    /// <summary>Who listens to the group.</summary>
    internal Relay<TEvent> Events { get; } = new();

    internal Group<TEvent>? Previous { get; set; }

    internal Group<TEvent>? Next { get; set; }

    public IDisposable Subscribe(IObserver<TEvent> observer) => Events.Subscribe(observer);
}
