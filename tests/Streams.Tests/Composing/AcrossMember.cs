using System.Reactive.Disposables;
using System.Reactive.Linq;
using Streams.Across;
using Streams.Events;
using Streams.Grouping;
using Streams.Reducing;
using Streams.Windowing;

namespace Streams.Tests.Composing;

/// <summary>A living group, as <see cref="AcrossReader"/> sees it.</summary>
internal sealed class AcrossMember(AcrossReader reader, WorkerKey key) : IObserver<Reduction>, IDisposable
{
    private readonly SingleAssignmentDisposable _subscription = new();

    internal WorkerKey Key => key;

    /// <summary>The group's latest reduction; null before the first.</summary>
    internal Reduction? Latest { get; private set; }

    /// <summary>Its place among the members.</summary>
    internal int Index { get; set; }

    public void OnNext(Reduction value) => Latest = value;

    public void OnError(Exception error) => reader.OnError(error);

    public void OnCompleted() => reader.Leave(this);

    public void Dispose() => _subscription.Dispose();

    internal void Listen(IObservable<Reduction> reductions) => _subscription.Disposable = reductions.Subscribe(this);
}
