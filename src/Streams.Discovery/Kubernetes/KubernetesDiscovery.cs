using Streams.Discovery.Following;

namespace Streams.Discovery.Kubernetes;

/// <summary>Discovery in Dynamo's own resources of a cluster, <c>DynamoWorkerMetadata</c>: one for each pod, with all that its process registers.</summary>
/// <remarks>
/// The resources are listed, then watched from there on, each watch for 30 s at most; a version that is too old is listed again. A silent server is noticed
/// within 40 s. Whether a pod is ready is not asked: its connections tell more. It needs the rights to list and watch that one kind of resource.
/// </remarks>
/// <param name="options">Options that have passed <see cref="KubernetesOptions.Validate"/>; files and tokens are read anew for every attempt.</param>
/// <param name="time">The clock.</param>
public sealed class KubernetesDiscovery(KubernetesOptions options, TimeProvider time) : IDiscovery
{
    private static readonly TimeSpan ShortWatch = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public string Name => options.Namespaces.Count == 0 ? "kubernetes" : "kubernetes " + string.Join(", ", options.Namespaces);

    /// <inheritdoc/>
    public Task FollowAsync(IDiscoveryObserver observer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (options.Namespaces.Count < 2) return FollowAsync(options.Namespaces.FirstOrDefault(), observer, cancellationToken);
        var together = new Together(observer, options.Namespaces);
        return Task.WhenAll(together.Parts.Select(part => FollowAsync(part.Name, part, cancellationToken)));
    }

    /// <summary>Whether the account may list the resources of every namespace that is to be followed, as the server says now.</summary>
    /// <param name="patience">For how long a server that does not answer, or is starting, is asked again.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>Null if so, else why not, for people.</returns>
    public async Task<string?> ListableAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                using var server = new ApiServer(options, time);
                IReadOnlyList<string> spaces = options.Namespaces.Count > 0 ? options.Namespaces : [server.DefaultNamespace];
                using var late = new CancellationTokenSource(patience + ShortWatch, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
                foreach (var space in spaces) await server.ListAsync(space, "?limit=1", either.Token).ConfigureAwait(false);
                return null;
            }
            catch (Exception e) when (Follower.IsAway(e) && !cancellationToken.IsCancellationRequested)
            {
                if (e is ApiServerException { IsVerdict: true } || time.GetElapsedTime(begun) >= patience) return Follower.Reason(e);
            }

            await Task.Delay(ShortWatch, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task FollowAsync(string? space, IDiscoveryObserver observer, CancellationToken cancellationToken)
    {
        var follower = new Follower(observer, time);
        var records = new NamespaceRecords(new KnownRecords(observer));
        return follower.RunAsync(
            async stop =>
            {
                using var server = new ApiServer(options, time);
                await FollowAsync(server, space ?? server.DefaultNamespace, records, follower, stop).ConfigureAwait(false);
            },
            cancellationToken);
    }

    private async Task FollowAsync(ApiServer server, string space, NamespaceRecords records, Follower follower, CancellationToken stop)
    {
        var version = records.List(await server.ListAsync(space, "", stop).ConfigureAwait(false));
        follower.Listed();
        while (true)
        {
            var begun = time.GetTimestamp();
            try
            {
                await foreach (var line in server.WatchAsync(space, version, stop).ConfigureAwait(false))
                {
                    if (!records.Take(line.Span, ref version)) return;
                }
            }
            catch (ApiServerException e) when (e.IsTooOld)
            {
                return;
            }

            // A server that ends each watch at once is not asked without a pause.
            if (time.GetElapsedTime(begun) < ShortWatch) return;
        }
    }
}
