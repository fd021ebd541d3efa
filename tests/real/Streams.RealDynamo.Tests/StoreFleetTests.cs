using System.Globalization;
using Streams.Discovery;
using Streams.Discovery.Etcd;
using Streams.Discovery.Kubernetes;
using Streams.Discovery.Tests.Support;
using Streams.RealDynamo.Tests.Support;
using Streams.Testing.Support;

namespace Streams.RealDynamo.Tests;

/// <summary>Dynamo 1.6.1 itself in stores with servers: what is told of its records while engines and servers come and go.</summary>
public sealed class StoreFleetTests
{
    /// <summary>Of an engine of two ranks: loads, passes, sequences, and the cache events of each rank.</summary>
    private const int Channels = 5;

    [Fact]
    public async Task InKubernetes_RecordsStayUntilTheirPodGoes_AndAContainerComesBackAsTheSameWorker()
    {
        // The ids that follow from the names engine-0 and engine-1.
        const string Zero = "2880292181332523", One = "8151874397317887";
        await using var cluster = await RealCluster.StartAsync();
        await using var followed = new Followed(new KubernetesDiscovery(new KubernetesOptions { Kubeconfig = cluster.Kubeconfig }, TimeProvider.System));
        await using var fleet = await RealFleet.StartAsync(
            new Dictionary<string, string> { ["KUBECONFIG"] = cluster.Kubeconfig }, "--discovery", "kubernetes", "--ranks", "2");
        await followed.Told.UntilAsync(told => Of(told, Zero, "event_channels").Length == Channels && Of(told, One, "event_channels").Length == Channels, "channels");
        await followed.Told.UntilAsync(told => Of(told, Zero, "mdc").Length == 1 && Of(told, One, "mdc").Length == 1, "cards");
        Assert.All(followed.Told.Records.Values.Where(record => record.Worker is Zero or One), record => Assert.Equal(record.Worker == Zero ? "engine-0" : "engine-1", record.Pod));

        var before = Of(followed.Told, Zero, "event_channels");
        await fleet.SayAsync("term 0");
        // It takes away its endpoints, then as many of its channels as it comes to; never its card.
        await followed.Told.UntilAsync(told => Of(told, Zero, "instances").Length == 0, "its endpoints end");
        Assert.Single(Of(followed.Told, Zero, "mdc"));
        await fleet.SayAsync("again 0");
        await followed.Told.UntilAsync(
            told => Of(told, Zero, "event_channels") is { Length: Channels } now && !now.Intersect(before).Any() && Of(told, Zero, "mdc").Length == 1, "it comes back");

        await cluster.SayAsync("stop");
        await followed.Told.UntilAsync(told => told.Last.StartsWith("down: ", StringComparison.Ordinal), "down");
        await fleet.SayAsync("kill 1");
        await fleet.AskAsync(200);
        await cluster.SayAsync("compact");
        await cluster.SayAsync("start");
        await followed.Told.UntilAsync(told => told.Last == "listed", "listed again");
        Assert.Equal(Channels, Of(followed.Told, One, "event_channels").Length);
        await fleet.SayAsync("delete 1");
        await followed.Told.UntilAsync(told => told.Records.Values.All(record => record.Worker != One), "all of its records go with its pod");
        Assert.Equal(Channels, Of(followed.Told, Zero, "event_channels").Length);
    }

    [Fact]
    public async Task InEtcd_RecordsEndWithTheirLease_AndAServerThatWasAwayTakesNothing()
    {
        await using var server = await EtcdServer.StartAsync();
        await using var followed = new Followed(new EtcdDiscovery(new EtcdOptions { Endpoints = server.Url }, TimeProvider.System));
        await using var fleet = await RealFleet.StartAsync(new Dictionary<string, string> { ["ETCD_ENDPOINTS"] = server.Url }, "--discovery", "etcd", "--ranks", "2");
        await followed.Told.UntilAsync(told => Workers(told).Length == 2 && Workers(told).All(worker => Of(told, worker, "event_channels").Length == Channels), "two engines");
        var workers = Workers(followed.Told);

        await server.KillAsync();
        await followed.Told.UntilAsync(told => told.Last.StartsWith("down: ", StringComparison.Ordinal), "down");
        await fleet.AskAsync(200);
        await server.StartAgainAsync();
        await followed.Told.UntilAsync(told => told.Last == "listed", "listed again");
        Assert.Equal(workers.Order(), Workers(followed.Told).Order());
        Assert.DoesNotContain(followed.Told.Story, one => one[0] == '-');

        await fleet.SayAsync("term 0");
        await followed.Told.UntilAsync(told => Workers(told).Length == 1, "one ends");
        await fleet.SayAsync("kill 1");
        await followed.Told.UntilAsync(told => Workers(told).Length == 0 && workers.All(worker => Of(told, worker, "event_channels").Length == 0), "the other's lease ends");
    }

    private static string[] Of(Observed told, string worker, string bucket) =>
        [.. told.Records.Values.Where(record => record.Worker == worker && record.Key.StartsWith($"v1/{bucket}/", StringComparison.Ordinal)).Select(record => record.Key)];

    /// <summary>Those with a card, whose key has the id that the store gives as its owner.</summary>
    private static string[] Workers(Observed told)
    {
        DiscoveryChange[] cards = [.. told.Records.Values.Where(record => record.Key.StartsWith("v1/mdc/", StringComparison.Ordinal))];
        Assert.All(cards, card => Assert.Equal(card.Worker, ulong.Parse(card.Key[(card.Key.LastIndexOf('/') + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture).ToString()));
        return [.. cards.Select(card => card.Worker!)];
    }
}
