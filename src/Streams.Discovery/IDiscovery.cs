namespace Streams.Discovery;

/// <summary>Where a fleet registers itself: a store of records by key.</summary>
public interface IDiscovery
{
    /// <summary>The store for people, with its place and without secrets: <c>etcd http://localhost:2379</c>.</summary>
    string Name { get; }

    /// <summary>Reads all that the store holds, then follows its changes, until it is cancelled; it then ends without an error. Call it once.</summary>
    /// <remarks>
    /// A store that is away, refuses, is starting or answers nonsense is no error and never an empty list: the observer is told that it is not up, what
    /// was known stays, and it is tried again, after 100 ms at first and every 5 s in the end.
    /// </remarks>
    /// <param name="observer">Is told of changes, one call at a time, on no thread in particular. It should not block.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task FollowAsync(IDiscoveryObserver observer, CancellationToken cancellationToken);
}
