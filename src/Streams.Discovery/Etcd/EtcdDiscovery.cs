using System.Text;
using Streams.Discovery.Following;

namespace Streams.Discovery.Etcd;

/// <summary>Discovery in etcd, read by the JSON gateway that its servers have on their port for clients.</summary>
/// <remarks>
/// Everything is read first, then watched from there on. A watch that is lost or compacted is read again from the start. A silent server is noticed
/// within 25 s. Of several servers the next is asked when one is away. Files of certificates are read anew for every attempt.
/// </remarks>
/// <param name="options">Options that have passed <see cref="EtcdOptions.Validate"/>.</param>
/// <param name="time">The clock.</param>
public sealed class EtcdDiscovery(EtcdOptions options, TimeProvider time) : IDiscovery
{
    /// <inheritdoc/>
    public string Name => $"etcd {options}";

    /// <inheritdoc/>
    public Task FollowAsync(IDiscoveryObserver observer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var follower = new Follower(observer, time);
        var known = new KnownRecords(observer);
        var servers = options.ToUris();
        var attempt = 0;
        return follower.RunAsync(
            async stop =>
            {
                using var gateway = new EtcdGateway(options, servers[attempt++ % servers.Length], time);
                await FollowAsync(gateway, known, follower, stop).ConfigureAwait(false);
            },
            cancellationToken);
    }

    private static async Task FollowAsync(EtcdGateway gateway, KnownRecords known, Follower follower, CancellationToken stop)
    {
        await gateway.LogInAsync(stop).ConfigureAwait(false);
        var listed = await gateway.ListAsync(stop).ConfigureAwait(false);
        known.BeginReading();
        foreach (var record in listed.Kvs ?? []) Put(known, record);
        known.EndReading();
        follower.Listed();
        var watch = new EtcdWatch(gateway, listed.Header?.Revision ?? throw new StoreException("its list has no revision"));
        while (await watch.RunAsync(happened => Apply(known, happened), stop).ConfigureAwait(false))
        {
        }
    }

    private static void Apply(KnownRecords known, EtcdMessages.WatchEvent happened)
    {
        if (happened.Kv is not { } record) return;
        if (happened.Type == "DELETE") known.Remove(Key(record));
        else Put(known, record);
    }

    private static void Put(KnownRecords known, EtcdMessages.KeyValue record)
    {
        var key = Key(record);
        // All records of a process have its lease, whose id is the worker's.
        var worker = record.Lease == 0 ? null : ((ulong)record.Lease).ToString();
        if (Buckets.Has(key)) known.Put(key, record.Value, worker);
    }

    private static string Key(EtcdMessages.KeyValue record) => Encoding.UTF8.GetString(record.Key ?? []);
}
