using System.Reactive.Linq;
using Streams.Events;
using Streams.Reducing;
using Streams.Tests.Composing;

namespace Streams.Tests.Support;

/// <summary>A group of given reductions.</summary>
internal sealed class StubGroup(WorkerKey key, IObservable<Reduction> reductions) : IGroupedObservable<WorkerKey, Reduction>
{
    public WorkerKey Key => key;

    public IDisposable Subscribe(IObserver<Reduction> observer) => reductions.Subscribe(observer);
}
