using Streams.Discovery.Following;

namespace Streams.Discovery.Etcd;

/// <summary>What happens after a revision: one watch after the other, each for a bounded time.</summary>
/// <param name="gateway">The server.</param>
/// <param name="revision">What has been read already.</param>
internal sealed class EtcdWatch(EtcdGateway gateway, long revision)
{
    private long _revision = revision;

    /// <summary>Watches until the watch's time is over.</summary>
    /// <returns>Whether to watch on; false where everything has to be read again.</returns>
    /// <exception cref="StoreException">The server refuses the watch.</exception>
    internal async Task<bool> RunAsync(Action<EtcdMessages.WatchEvent> happened, CancellationToken stop)
    {
        var isNew = true;
        await foreach (var answer in gateway.WatchAsync(_revision + 1, stop).ConfigureAwait(false))
        {
            // Its revisions were compacted.
            if (answer.CompactRevision > 0) return false;
            if (answer.Canceled) throw new StoreException("it has ended the watch: " + (answer.CancelReason ?? "for no reason"));
            // Another store than the one that was read: it would say nothing until it came to that revision.
            if (isNew && answer.Header?.Revision < _revision) return false;
            isNew = false;
            foreach (var one in answer.Events ?? []) happened(one);
            // An answer without events may be ahead of events that are still to come.
            if (answer.Events is { Length: > 0 } && answer.Header is { } header) _revision = header.Revision;
        }

        return !isNew;
    }
}
