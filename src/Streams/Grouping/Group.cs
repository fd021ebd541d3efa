using System.Reactive.Linq;
using System.Reactive.Subjects;
using Streams.Events;

namespace Streams.Grouping;

/// <summary>One worker's events, while its lease runs.</summary>
internal sealed class Group<TEvent>(WorkerKey key) : IGroupedObservable<WorkerKey, TEvent>
{
    public WorkerKey Key => key;

    /// <summary>The group's subscribers.</summary>
    internal Subject<TEvent> Events { get; } = new();

    public IDisposable Subscribe(IObserver<TEvent> observer) => Events.Subscribe(observer);
}
