using k8s;
using k8s.Autorest;
using k8s.Models;
using Streams.Discovery;
using Streams.Discovery.Kubernetes;
using Streams.Discovery.Tests.Support;
using Streams.EndToEnd.Tests.Support;
using Streams.RealDynamo.Tests.Support;

namespace Streams.RealDynamo.Tests;

/// <summary>A real API server: the rights of <c>deploy/kubernetes/discovery.yaml</c>, and what is done about a server that refuses or goes.</summary>
public sealed class KubernetesRightsTests
{
    private const string Key = "v1/event_channels/dynamo//kv_metrics/baae225a9aae528d";

    [Fact]
    public async Task Account_OfTheManifest_ReadsRecordsAndNothingElse()
    {
        await using var cluster = await RealCluster.StartAsync();
        var manifest = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "kubernetes", "discovery.yaml"));
        Assert.DoesNotContain("namespace:", manifest, StringComparison.Ordinal);
        using var admin = cluster.Client();
        await admin.CoreV1.CreateNamespaceAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = "dev" } });
        var prod = await cluster.ApplyAsync(manifest, "prod");
        await WriteAsync(admin, "prod", "engine-0", Key);
        await using var followed = new Followed(Discovery(prod));
        await followed.Told.UntilAsync(told => told.Last == "listed", "listed");
        // The API server has rounded the number in the value: the key has it whole.
        Assert.Contains("13451726909539766000", followed.Told.Value(Key), StringComparison.Ordinal);
        Assert.Equal("2880292181332523", followed.Told.Records[Key].Worker);

        // Another namespace: no right to it, which is no empty list; then with it.
        var refused = "down: dev: it answers 403: ";
        await using var both = new Followed(Discovery(prod, "prod", "dev"));
        await both.Told.UntilAsync(told => told.Story.Any(one => one.StartsWith(refused, StringComparison.Ordinal)), "refused");
        Assert.DoesNotContain("listed", both.Told.Story);
        Assert.Null(await Discovery(prod).ListableAsync(TimeSpan.Zero, CancellationToken.None));
        Assert.StartsWith("it answers 403: ", await Discovery(prod, "dev").ListableAsync(TimeSpan.Zero, CancellationToken.None), StringComparison.Ordinal);
        await admin.RbacAuthorizationV1.CreateNamespacedRoleAsync(KubernetesYaml.LoadAllFromString(manifest).OfType<V1Role>().Single(), "dev");
        var binding = KubernetesYaml.LoadAllFromString(manifest).OfType<V1RoleBinding>().Single();
        binding.Subjects[0].NamespaceProperty = "prod";
        await admin.RbacAuthorizationV1.CreateNamespacedRoleBindingAsync(binding, "dev");
        await both.Told.UntilAsync(told => told.Last == "listed", "listed");
        await WriteAsync(admin, "dev", "engine-1", "v1/event_channels/dynamo//kv_metrics/1");
        await both.Told.UntilAsync(told => told.Records.Count == 2, "both");

        using var streams = cluster.Client(prod);
        await ForbiddenAsync(() => streams.CoreV1.ListNamespacedPodAsync("prod"));
        await ForbiddenAsync(() => streams.CoreV1.ListNamespacedSecretAsync("prod"));
        await ForbiddenAsync(() => streams.CustomObjects.DeleteNamespacedCustomObjectAsync("nvidia.com", "v1alpha1", "prod", "dynamoworkermetadatas", "engine-0"));

        // Killed, changed by nobody, compacted, started: one removal that happened while we could not see it.
        await cluster.SayAsync("stop");
        await followed.Told.UntilAsync(told => told.Last.StartsWith("down: ", StringComparison.Ordinal), "down");
        await cluster.SayAsync("compact");
        await cluster.SayAsync("start");
        await followed.Told.UntilAsync(told => told.Last == "listed", "listed again");
        Assert.DoesNotContain(followed.Told.Story, one => one[0] == '-');
        Assert.Equal(Key, Assert.Single(followed.Told.Records.Keys));
        await admin.CustomObjects.DeleteNamespacedCustomObjectAsync("nvidia.com", "v1alpha1", "prod", "dynamoworkermetadatas", "engine-0");
        await followed.Told.UntilAsync(told => told.Last == "-" + Key, "deleted");
    }

    private static KubernetesDiscovery Discovery(string kubeconfig, params string[] spaces) =>
        new(new KubernetesOptions { Kubeconfig = kubeconfig, Namespaces = spaces }, TimeProvider.System);

    private static Task WriteAsync(Kubernetes client, string space, string name, string key) => client.CustomObjects.CreateNamespacedCustomObjectAsync(
        new Dictionary<string, object>
        {
            ["apiVersion"] = "nvidia.com/v1alpha1",
            ["kind"] = "DynamoWorkerMetadata",
            ["metadata"] = new { name },
            ["spec"] = new { data = new { event_channels = new Dictionary<string, object> { [key["v1/event_channels/".Length..]] = new { type = "EventChannel", instance_id = 13451726909539766925 } } } },
        },
        "nvidia.com",
        "v1alpha1",
        space,
        "dynamoworkermetadatas");

    private static async Task ForbiddenAsync(Func<Task> call) =>
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await Assert.ThrowsAsync<HttpOperationException>(call)).Response.StatusCode);
}
