using System.Reactive.Disposables;

namespace Streams.Timing;

/// <summary>Hands what it is told to whoever listens at that moment: the inner sequences of the operators.</summary>
/// <remarks>
/// Hot. Without locks: the lane is its only thread. An observer that subscribes or leaves during a call is not in that call's
/// round, but one that has left hears nothing more. Ends with the first completion or error, which late subscribers get at
/// once; nothing is heard after it. What an observer throws goes to the caller.
/// </remarks>
internal sealed class Relay<T> : IObservable<T>, IObserver<T>
{
    private Subscription[] _subscriptions = [];
    private Exception? _error;
    private bool _ended;

    /// <summary>Whether anyone listens.</summary>
    internal bool HasObservers => _subscriptions.Length > 0;

    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (_ended)
        {
            if (_error is null) observer.OnCompleted();
            else observer.OnError(_error);
            return Disposable.Empty;
        }

        var subscription = new Subscription(this, observer);
        _subscriptions = [.. _subscriptions, subscription];
        return subscription;
    }

    public void OnNext(T value)
    {
        foreach (var subscription in _subscriptions) subscription.Observer?.OnNext(value);
    }

    public void OnError(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        foreach (var subscription in End(error)) subscription.Observer?.OnError(error);
    }

    public void OnCompleted()
    {
        foreach (var subscription in End(null)) subscription.Observer?.OnCompleted();
    }

    private Subscription[] End(Exception? error)
    {
        var last = _subscriptions;
        _subscriptions = [];
        if (!_ended) _error = error;
        _ended = true;
        return last;
    }

    private void Remove(Subscription subscription) => _subscriptions = Array.FindAll(_subscriptions, s => s != subscription);

    private sealed class Subscription(Relay<T> relay, IObserver<T> observer) : IDisposable
    {
        internal IObserver<T>? Observer { get; private set; } = observer;

        public void Dispose()
        {
            if (Observer is null) return;
            Observer = null;
            relay.Remove(this);
        }
    }
}
