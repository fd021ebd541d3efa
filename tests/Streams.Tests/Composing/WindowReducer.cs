using System.Reactive.Disposables;
using System.Reactive.Linq;
using Streams.Across;
using Streams.Events;
using Streams.Grouping;
using Streams.Reducing;
using Streams.Windowing;

namespace Streams.Tests.Composing;

/// <summary>The subscription behind <see cref="ReducingExtensions.Reduce"/>.</summary>
internal sealed class WindowReducer : IObserver<IObservable<Event>>, IDisposable
{
    private readonly ReductionPlan _plan;
    private readonly bool _running;
    private readonly IObserver<Reduction> _observer;
    private readonly CompositeDisposable _subscriptions = [];

    internal WindowReducer(IObservable<IObservable<Event>> windows, ReductionPlan plan, bool running, IObserver<Reduction> observer)
    {
        _plan = plan;
        _running = running;
        _observer = observer;
        var source = new SingleAssignmentDisposable();
        _subscriptions.Add(source);
        source.Disposable = windows.Subscribe(this);
    }

    public void OnNext(IObservable<Event> window)
    {
        var reducer = new OneWindow(this);
        _subscriptions.Add(reducer);
        reducer.Listen(window);
    }

    public void OnError(Exception error)
    {
        _observer.OnError(error);
        Dispose();
    }

    public void OnCompleted()
    {
        _observer.OnCompleted();
        Dispose();
    }

    public void Dispose() => _subscriptions.Dispose();

    private sealed class OneWindow(WindowReducer owner) : IObserver<Event>, IDisposable
    {
        private readonly Reduction _reduction = owner._plan.New();
        private readonly SingleAssignmentDisposable _subscription = new();

        public void OnNext(Event value)
        {
            _reduction.Add(value);
            if (owner._running) owner._observer.OnNext(_reduction);
        }

        public void OnError(Exception error) => owner.OnError(error);

        public void OnCompleted()
        {
            if (!owner._running) owner._observer.OnNext(_reduction);
            owner._subscriptions.Remove(this);
        }

        public void Dispose() => _subscription.Dispose();

        internal void Listen(IObservable<Event> window) => _subscription.Disposable = window.Subscribe(this);
    }
}
