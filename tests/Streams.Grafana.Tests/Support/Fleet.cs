using System.Text.Json.Nodes;
using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.Grafana.Tests.Support;

/// <summary>A simulated fleet on a NATS, the real daemon that watches it, and a real Prometheus with the shipped configuration, sped up.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _owned = [];

    private Fleet(PrometheusServer prometheus, params IEnumerable<IAsyncDisposable> owned)
    {
        Prometheus = prometheus;
        _owned.AddRange([prometheus, .. owned]);
    }

    internal PrometheusServer Prometheus { get; }

    /// <summary>Starts workers of these releases in a namespace of their own.</summary>
    internal static async Task<Fleet> StartAsync(NatsServer nats, string releases, string name)
    {
        var fleet = StreamsProcess.StartSilently("simulate", "--nats", nats.Url, "--namespace", name, "--release", releases, "--workers", "2", "--rate", "20");
        var daemon = await StreamsProcess.StartAsync("run", "--nats", nats.Url, "--set", "namespace=" + name);
        return new Fleet(await PrometheusServer.StartAsync(Configuration(await daemon.AddressAsync())), daemon, fleet);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in _owned) await owned.DisposeAsync();
    }

    private static string Configuration(Uri daemon)
    {
        var configuration = Yaml.Read("prometheus.yml");
        foreach (var setting in (string[])["scrape_interval", "scrape_timeout", "evaluation_interval"]) configuration["global"]![setting] = "1s";
        configuration["rule_files"] = new JsonArray(Path.Combine(Repository.Root, "grafana/rules/*.yml"));
        configuration["scrape_configs"]![0]!["static_configs"]![0]!["targets"] = new JsonArray($"127.0.0.1:{daemon.Port}");
        return configuration.ToJsonString();
    }
}
