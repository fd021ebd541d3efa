using k8s;
using k8s.Exceptions;
using k8s.KubeConfigModels;
using Streams.Discovery.Following;

namespace Streams.Discovery.Kubernetes;

/// <summary>How to reach a cluster's API server. Immutable; <see cref="Validate"/> says what is wrong with it.</summary>
public sealed record KubernetesOptions
{
    /// <summary>
    /// The paths of kubeconfig files, separated as in <c>PATH</c>. Default none: the account of the pod where there is one, else <c>~/.kube/config</c>.
    /// </summary>
    public string? Kubeconfig { get; init; }

    /// <summary>The context of the kubeconfig. Default: its current one.</summary>
    public string? Context { get; init; }

    /// <summary>The namespaces to follow. Default none: that of the context or of the pod.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Whether this process runs in a pod with an account.</summary>
    public static bool IsInPod => KubernetesClientConfiguration.IsInCluster();

    /// <summary>Reads <c>KUBECONFIG</c>; an empty variable counts as absent.</summary>
    /// <param name="variable">Gives the value of an environment variable, for example <see cref="Environment.GetEnvironmentVariable(string)"/>.</param>
    public static KubernetesOptions FromEnvironment(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return new KubernetesOptions { Kubeconfig = variable("KUBECONFIG") is { Length: > 0 } value ? value : null };
    }

    /// <summary>Every problem, each a sentence for the user; empty if there is none. Reads the files that are named, and runs no program of theirs.</summary>
    public IReadOnlyList<string> Validate()
    {
        try
        {
            if (Kubeconfig is null && IsInPod) return [];
            var read = ReadFiles();
            var name = Context ?? read.CurrentContext;
            return read.Contexts.Any(context => context.Name == name) ? [] : [$"the kubeconfig has no context {name}"];
        }
        catch (StoreException e)
        {
            return [e.Message];
        }
    }

    /// <summary>What a client needs, with files, tokens and programs as they are now.</summary>
    /// <exception cref="StoreException">It cannot be had.</exception>
    internal KubernetesClientConfiguration ToConfiguration()
    {
        try
        {
            var configuration = Kubeconfig is null && IsInPod
                ? KubernetesClientConfiguration.InClusterConfig()
                : KubernetesClientConfiguration.BuildConfigFromConfigObject(ReadFiles(), Context);
            configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
            return configuration;
        }
        catch (Exception e) when (IsMistake(e))
        {
            throw new StoreException("the kubeconfig cannot be used: " + e.Message);
        }
    }

    private static bool IsMistake(Exception e) =>
        e is KubeConfigException or KubernetesClientException or IOException or UnauthorizedAccessException or FormatException or ArgumentException
            or System.Security.Cryptography.CryptographicException
            // The YAML of a kubeconfig is the library's affair.
            || e.GetType().Namespace?.StartsWith("YamlDotNet", StringComparison.Ordinal) == true;

    private K8SConfiguration ReadFiles()
    {
        try
        {
            var given = Kubeconfig ?? KubernetesClientConfiguration.KubeConfigDefaultLocation;
            string[] paths = given.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
            // As kubectl does, of several files those that are there; of one name the first counts.
            string[] there = paths.Length == 1 ? paths : [.. paths.Where(File.Exists)];
            K8SConfiguration[] files = [.. there.Select(path => KubernetesClientConfiguration.LoadKubeConfig(new FileInfo(path)))];
            var all = files.FirstOrDefault() ?? throw new FileNotFoundException("there is none of " + given);
            all.CurrentContext = files.FirstOrDefault(file => !string.IsNullOrEmpty(file.CurrentContext))?.CurrentContext;
            all.Contexts = [.. files.SelectMany(file => file.Contexts ?? [])];
            all.Clusters = [.. files.SelectMany(file => file.Clusters ?? [])];
            all.Users = [.. files.SelectMany(file => file.Users ?? [])];
            return all;
        }
        catch (Exception e) when (IsMistake(e))
        {
            throw new StoreException("the kubeconfig cannot be used: " + e.Message);
        }
    }
}
