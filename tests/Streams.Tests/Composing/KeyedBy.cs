using System.Reactive.Linq;
using Streams.Across;
using Streams.Events;
using Streams.Grouping;
using Streams.Reducing;
using Streams.Windowing;

namespace Streams.Tests.Composing;

/// <summary>Gives a sequence the key of the group that it was made of.</summary>
internal static class KeyedByOperator
{
    /// <summary>The same sequence, as a group with this key.</summary>
    /// <remarks>As hot or cold as <paramref name="source"/>; adds nothing to a subscription.</remarks>
    internal static IGroupedObservable<TKey, T> KeyedBy<TKey, T>(this IObservable<T> source, TKey key)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new Keyed<TKey, T>(source, key);
    }

    private sealed class Keyed<TKey, T>(IObservable<T> source, TKey key) : IGroupedObservable<TKey, T>
    {
        public TKey Key => key;

        public IDisposable Subscribe(IObserver<T> observer) => source.Subscribe(observer);
    }
}
