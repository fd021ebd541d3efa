using Streams.EndToEnd.Tests.Support;
using Streams.RealDynamo.Tests.Support;

namespace Streams.RealDynamo.Tests;

/// <summary>The program as in a pod, before a real API server: its account decides, where nothing is named.</summary>
public sealed class PodTests
{
    [Fact]
    public async Task Account_ThatMayList_MeansKubernetes_AndAnyOtherNatsAlone()
    {
        await using var cluster = await RealCluster.StartAsync();
        await cluster.ApplyAsync(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "kubernetes", "discovery.yaml")), "prod");
        var may = await cluster.MakePodAsync("streams", "prod");
        await using (var program = await StartAsync(may))
        {
            await program.UntilSaidAsync("discovery by kubernetes: the account of this pod may list DynamoWorkerMetadata");
            await program.UntilAsync(page => page["streams_discovery_up"] == "1");
            await program.UntilStatusAsync("-/ready", 200);
        }

        await using (var program = await StartAsync(may, ("ETCD_ENDPOINTS", "http://127.0.0.1:1")))
        {
            await program.UntilSaidAsync("etcd http://127.0.0.1:1 does not answer");
            Assert.DoesNotContain("DynamoWorkerMetadata", program.Errors, StringComparison.Ordinal);
        }

        await using (var program = await StartAsync(await cluster.MakePodAsync("other", "prod"), ("NATS_URL", "nats://127.0.0.1:1")))
        {
            await program.UntilSaidAsync("NATS alone is heard: the account of this pod may not list DynamoWorkerMetadata: it answers 403: ");
            await program.UntilSaidAsync("no connection to NATS");
            Assert.Null((await program.ReadAsync())["streams_discovery_up"]);
        }
    }

    /// <summary>In a namespace of mounts of its own, where the account's files are where a kubelet puts them.</summary>
    private static Task<StreamsProcess> StartAsync((string Folder, Uri Server) pod, params (string Name, string Value)[] variables) => StreamsProcess.StartWithinAsync(
        ["unshare", "-rm", "sh", "-c", $"mount -t tmpfs tmpfs /run && mkdir -p /run/secrets/kubernetes.io && cp -r '{pod.Folder}' /run/secrets/kubernetes.io/serviceaccount && exec \"$@\"", "sh"],
        new Dictionary<string, string>(variables.Select(v => KeyValuePair.Create(v.Name, v.Value)))
        {
            ["KUBERNETES_SERVICE_HOST"] = pod.Server.Host,
            ["KUBERNETES_SERVICE_PORT"] = $"{pod.Server.Port}",
        },
        "run");
}
