using System.Reactive.Linq;
using Streams.Events;

namespace Streams.Reducing;

/// <summary>A living group, and its place in <see cref="ReducedGroups"/>.</summary>
internal sealed class ReducedGroup(ReducedGroups owner, WorkerKey key, int place) : IObserver<Event>, IDisposable
{
    private IDisposable? _subscription;
    private bool _ended;

    internal WorkerKey Key => key;

    internal int Place => place;

    public void OnNext(Event value) => owner.Take(place, value);

    public void OnError(Exception error) => owner.OnError(error);

    public void OnCompleted()
    {
        _ended = true;
        owner.Leave(this);
    }

    public void Dispose() => _subscription?.Dispose();

    internal void Listen(IObservable<Event> events)
    {
        var subscription = events.Subscribe(this);
        if (_ended) subscription.Dispose();
        else _subscription = subscription;
    }
}
