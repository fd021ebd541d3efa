using Streams.Discovery;

namespace Streams.Dynamo.Connecting;

/// <summary>A store, and brokers that were given beside it: publishers who use a broker stand in no store, but their workers do.</summary>
internal sealed class BrokeredDiscovery(IDiscovery store, IDiscovery brokers) : IDiscovery
{
    /// <inheritdoc/>
    public string Name => store.Name;

    /// <inheritdoc/>
    public Task FollowAsync(IDiscoveryObserver observer, CancellationToken cancellationToken) =>
        Task.WhenAll(brokers.FollowAsync(new ChangesOnly(observer), cancellationToken), store.FollowAsync(observer, cancellationToken));

    /// <summary>What is given is always there, which says nothing of the store.</summary>
    private sealed class ChangesOnly(IDiscoveryObserver observer) : IDiscoveryObserver
    {
        public void Changed(DiscoveryChange change) => observer.Changed(change);

        public void Listed()
        {
        }

        public void Up(bool up, string? why)
        {
        }
    }
}
