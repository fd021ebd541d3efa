using System.CommandLine;
using Streams.Cli.CommandLine;
using Streams.Cli.Hosting;
using Streams.Discovery;
using Streams.Discovery.Addresses;
using Streams.Discovery.Etcd;
using Streams.Discovery.Files;
using Streams.Discovery.Kubernetes;
using Streams.Dynamo.Connecting;
using Streams.Dynamo.Growing;
using Streams.Zmq;

namespace Streams.Cli.Options;

/// <summary>How a command reaches a fleet: NATS, and the discovery that names publishers, by the variables that the fleet's own processes read.</summary>
internal sealed class LiveFlags
{
    private const string Backends = "file, etcd, kubernetes or static";

    /// <summary>An API server that is away when the program starts may be back soon; but its page has to come.</summary>
    private static readonly TimeSpan PodPatience = TimeSpan.FromSeconds(5);

    private readonly NatsFlags _nats = new();
    private readonly Option<string?> _discovery = new("--discovery")
    {
        Description = $"Where a fleet of Dynamo registers itself ({Backends}); its publishers on ZeroMQ are found there. "
            + "Default: DYN_DISCOVERY_BACKEND, else etcd where ETCD_ENDPOINTS is set, "
            + "else kubernetes where the account of the pod may list DynamoWorkerMetadata, else NATS alone is heard",
        HelpName = "KIND",
    };
    private readonly Option<string?> _fileKv = new("--file-kv")
    {
        Description = "The folder of discovery by files. Default: DYN_FILE_KV, else dynamo_store_kv in the temporary folder",
        HelpName = "DIR",
    };
    private readonly Option<string?> _etcd = new("--etcd")
    {
        Description = "The servers of etcd, separated by commas. Default: ETCD_ENDPOINTS, else http://localhost:2379; login and TLS by ETCD_AUTH_…",
        HelpName = "URL",
    };
    private readonly Option<string?> _kubeconfig = new("--kubeconfig")
    {
        Description = "The kubeconfig of discovery by Kubernetes. Default: KUBECONFIG, else the pod's account, else ~/.kube/config",
        HelpName = "FILE",
    };
    private readonly Option<string[]> _addresses = new("--zmq")
    {
        Description = "An address of a broker of ZeroMQ, with the namespace of what comes there; may be repeated. "
            + "Default: the xpub= ones of DYN_ZMQ_BROKER_URL, of DYN_NAMESPACE",
        HelpName = "NAMESPACE=tcp://HOST:PORT",
    };
    private readonly Option<string[]> _namespaces = new("--kube-namespace")
    {
        Description = "A namespace of Kubernetes to follow; may be repeated. Default: that of the context or of the pod",
        HelpName = "NAME",
    };
    private readonly Option<string?> _allow = new("--zmq-allow")
    {
        Description = "Networks whose addresses may be connected when discovery names them, separated by commas. Default: all but link-local ones",
        HelpName = "NETS",
    };

    private readonly Option<string[]> _requests = new("--requests")
    {
        Description = "Files of request traces that the fleet's frontends write (.jsonl, .jsonl.gz), with * and ?, or a folder of them; may be repeated. "
            + "They are read as they grow. Default: STREAMS_REQUESTS",
        HelpName = "GLOB",
    };

    internal void AddTo(Command command)
    {
        _nats.AddTo(command);
        foreach (var option in Own) command.Options.Add(option);
    }

    /// <summary>The flags that were given, as another command line takes them, each with a space before it; a secret is not among them.</summary>
    internal string Given(ParseResult parsed, LiveOptions options) => string.Concat(_nats.All.Concat(Own)
        .Select(option => (Option: option, Result: parsed.GetResult(option)))
        .Where(given => given.Result is { Implicit: false })
        .SelectMany(given => given.Result!.Tokens.Count == 0
            ? [$" {given.Option.Name}"]
            : given.Result.Tokens.Select(token => $" {given.Option.Name} {_nats.Shown(given.Option, token.Value, options.Nats)}")));

    private IReadOnlyList<Option> Own => [_requests, _discovery, _fileKv, _etcd, _kubeconfig, _namespaces, _addresses, _allow];

    /// <summary>The options; every problem in one message. In a pod that names no discovery its API server is asked.</summary>
    internal async Task<LiveOptions> ReadAsync(ParseResult parsed, CancellationToken stop)
    {
        var discovery = ReadDiscovery(parsed) ?? await ReadPodAsync(parsed, stop);
        var requests = ReadRequests(parsed);
        // A fleet whose processes need no NATS has no server that could be down.
        var nats = (discovery is null && requests.Length == 0) || _nats.IsNamed(parsed) ? _nats.Read(parsed) : null;
        var allowed = AllowedNetworks.Parse(parsed.GetValue(_allow), out var wrong)
            ?? throw CommandException.Usage($"--zmq-allow: {wrong} is no network; 10.0.0.0/8 would be one");
        return new LiveOptions(nats, discovery, allowed) { Parameters = discovery is null ? [] : Names(), Requests = requests };
    }

    private FilePattern[] ReadRequests(ParseResult parsed)
    {
        var given = parsed.GetValue(_requests) is { Length: > 0 } named ? named : Variable("STREAMS_REQUESTS")?.Split(Path.PathSeparator) ?? [];
        return given.Contains("")
            ? throw CommandException.Usage("--requests: a pattern is empty; /traces/requests*.jsonl.gz would be one")
            : [.. given.Select(text => new FilePattern(text))];
    }

    private Func<TimeProvider, IDiscovery>? ReadDiscovery(ParseResult parsed)
    {
        var isEtcdNamed = parsed.GetValue(_etcd) is not null || Variable("ETCD_ENDPOINTS") is not null;
        var given = GivenAddresses(parsed.GetValue(_addresses) ?? []);
        var kind = parsed.GetValue(_discovery) ?? Variable("DYN_DISCOVERY_BACKEND") ?? (isEtcdNamed ? "etcd" : given.Length > 0 ? "static" : null);
        if (kind == "static") return _ => new StaticDiscovery(given);
        var store = ReadStore(parsed, kind);
        return store is null || given.Length == 0 ? store : time => new BrokeredDiscovery(store(time), new StaticDiscovery(given));
    }

    /// <summary>Discovery by Kubernetes, where this is a pod whose account may list the resources; a line says so, and why it is not.</summary>
    private async Task<Func<TimeProvider, IDiscovery>?> ReadPodAsync(ParseResult parsed, CancellationToken stop)
    {
        var options = KubernetesOptions.FromEnvironment(Environment.GetEnvironmentVariable) with
        {
            Kubeconfig = parsed.GetValue(_kubeconfig),
            Namespaces = parsed.GetValue(_namespaces) ?? [],
        };
        if (!KubernetesOptions.IsInPod || options.Kubeconfig is not null) return null;
        string? why;
        try
        {
            why = await new KubernetesDiscovery(options, TimeProvider.System).ListableAsync(PodPatience, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }

        await Console.Error.WriteLineAsync(why is null
            ? "discovery by kubernetes: the account of this pod may list DynamoWorkerMetadata"
            : $"NATS alone is heard: the account of this pod may not list DynamoWorkerMetadata: {why}");
        return why is null ? time => new KubernetesDiscovery(options, time) : null;
    }

    private Func<TimeProvider, IDiscovery>? ReadStore(ParseResult parsed, string? kind) =>
        kind switch
        {
            null => null,
            "file" => ReadFile(parsed.GetValue(_fileKv)),
            "etcd" => ReadEtcd(parsed.GetValue(_etcd)),
            "kubernetes" => ReadKubernetes(parsed.GetValue(_kubeconfig), parsed.GetValue(_namespaces) ?? []),
            var other => throw CommandException.Usage($"discovery {other} is not known; {Backends} would be"),
        };

    /// <summary>Brokers that the user names, or the environment as that of a worker does: <c>xsub=tcp://h:p , xpub=tcp://h:p;tcp://h:p</c>.</summary>
    private static StaticAddress[] GivenAddresses(string[] given)
    {
        if (given.Length == 0 && Variable("DYN_ZMQ_BROKER_URL") is { } url)
        {
            given = [.. url.Split(',', StringSplitOptions.TrimEntries).Where(part => part.StartsWith("xpub=", StringComparison.Ordinal))
                .SelectMany(part => part[5..].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                .Select(at => $"{Variable("DYN_NAMESPACE") ?? "dynamo"}={at}")];
        }

        return [.. given.Select(text => StaticAddress.Parse(text) ?? throw CommandException.Usage($"--zmq {text}: NAMESPACE=tcp://HOST:PORT is needed"))];
    }

    private static Func<TimeProvider, IDiscovery> ReadFile(string? given)
    {
        var folder = given ?? Variable("DYN_FILE_KV") ?? Path.Combine(Path.GetTempPath(), "dynamo_store_kv");
        return time => new FileDiscovery(folder, time);
    }

    private static Func<TimeProvider, IDiscovery> ReadEtcd(string? given)
    {
        var environment = EtcdOptions.FromEnvironment(Environment.GetEnvironmentVariable);
        var options = environment with { Endpoints = given ?? environment.Endpoints };
        Refuse(options.Validate());
        return time => new EtcdDiscovery(options, time);
    }

    private static Func<TimeProvider, IDiscovery> ReadKubernetes(string? given, string[] namespaces)
    {
        var environment = KubernetesOptions.FromEnvironment(Environment.GetEnvironmentVariable);
        var options = environment with { Kubeconfig = given ?? environment.Kubeconfig, Namespaces = namespaces };
        Refuse(options.Validate());
        return time => new KubernetesDiscovery(options, time);
    }

    private static void Refuse(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0) throw CommandException.Usage(string.Join('\n', problems));
    }

    /// <summary>What the built-in pipeline hears: with a discovery everything that it names, unless the environment says which namespace.</summary>
    private static Dictionary<string, string> Names() => new()
    {
        ["namespace"] = Variable("DYN_NAMESPACE") ?? (Variable("DYN_NAMESPACE_PREFIX") is { } prefix ? prefix + "*" : "*"),
    };

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
