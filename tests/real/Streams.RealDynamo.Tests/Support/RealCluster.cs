using System.Diagnostics;
using System.Text.Json;
using k8s;
using k8s.Models;
using Streams.Testing.Support;

namespace Streams.RealDynamo.Tests.Support;

/// <summary>A real API server of Kubernetes, with RBAC, Dynamo's resource and the namespace <c>prod</c>.</summary>
internal sealed class RealCluster : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streams-cluster-").FullName;
    private readonly ReservedPort _port = ReservedPort.Take();
    private readonly Process _process;

    private RealCluster() => _process = Process.Start(new ProcessStartInfo("python3", [Path.Combine(RealFleet.Programs, "cluster"), _folder, "--port", $"{_port.Number}"])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>The administrator's kubeconfig.</summary>
    internal string Kubeconfig => Path.Combine(_folder, "kubeconfig.json");

    /// <summary>Starts one and waits until it serves.</summary>
    internal static async Task<RealCluster> StartAsync()
    {
        var cluster = new RealCluster();
        await cluster.AnswerAsync();
        return cluster;
    }

    /// <summary>Says <c>stop</c>, <c>start</c> or <c>compact</c> to it; ends when it is done.</summary>
    internal async Task SayAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
        await AnswerAsync();
    }

    /// <summary>A client of the administrator, or of another kubeconfig.</summary>
    internal Kubernetes Client(string? kubeconfig = null) => new(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig ?? Kubeconfig));

    /// <summary>What a pod of an account has in <c>/var/run/secrets</c>, in a folder, and where its API server is; the account may nothing.</summary>
    internal async Task<(string Folder, Uri Server)> MakePodAsync(string account, string space)
    {
        using var client = Client();
        var there = await client.CoreV1.ListNamespacedServiceAccountAsync(space);
        if (there.Items.All(a => a.Metadata.Name != account)) await client.CoreV1.CreateNamespacedServiceAccountAsync(new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = account } }, space);
        using var admin = JsonDocument.Parse(await File.ReadAllTextAsync(Kubeconfig));
        var cluster = admin.RootElement.GetProperty("clusters")[0].GetProperty("cluster");
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "pod-" + account)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "token"), await TokenAsync(client, account, space));
        await File.WriteAllTextAsync(Path.Combine(folder, "namespace"), space);
        await File.WriteAllBytesAsync(Path.Combine(folder, "ca.crt"), cluster.GetProperty("certificate-authority-data").GetBytesFromBase64());
        return (folder, new Uri(cluster.GetProperty("server").GetString()!));
    }

    /// <summary>Applies <c>deploy/kubernetes/discovery.yaml</c> to a namespace, as <c>kubectl apply -n</c> would; returns the kubeconfig of its account.</summary>
    internal async Task<string> ApplyAsync(string manifest, string space)
    {
        using var client = Client();
        foreach (var part in KubernetesYaml.LoadAllFromString(manifest, strict: true))
        {
            object made = part switch
            {
                V1ServiceAccount account => await client.CoreV1.CreateNamespacedServiceAccountAsync(account, space),
                V1Role role => await client.RbacAuthorizationV1.CreateNamespacedRoleAsync(role, space),
                V1RoleBinding binding => await client.RbacAuthorizationV1.CreateNamespacedRoleBindingAsync(binding, space),
                _ => throw new InvalidOperationException($"a {part.GetType().Name}"),
            };
        }

        var token = await TokenAsync(client, "streams", space);
        var path = Path.Combine(_folder, $"{space}.json");
        using var admin = JsonDocument.Parse(await File.ReadAllTextAsync(Kubeconfig));
        var adminToken = admin.RootElement.GetProperty("users")[0].GetProperty("user").GetProperty("token").GetString()!;
        await File.WriteAllTextAsync(path, admin.RootElement.GetRawText().Replace(adminToken, token, StringComparison.Ordinal));
        return path;
    }

    private static async Task<string> TokenAsync(Kubernetes client, string account, string space)
    {
        var request = new Authenticationv1TokenRequest { Spec = new V1TokenRequestSpec { Audiences = ["https://kubernetes.default.svc"], ExpirationSeconds = 3600 } };
        return (await client.CoreV1.CreateNamespacedServiceAccountTokenAsync(request, account, space)).Status.Token;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(Patience.Limit);
        _process.Dispose();
        _port.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AnswerAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience.Limit);
        if (line is null || line.Contains("\"error\"", StringComparison.Ordinal)) throw new InvalidOperationException("the cluster says: " + line);
    }
}
