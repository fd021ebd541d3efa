using System.Text.Json.Nodes;
using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.Grafana.Tests.Support;

/// <summary>The real program with a simulated fleet, and a real Prometheus with the shipped configuration, sped up, that scrapes it.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly StreamsProcess _daemon;

    private Fleet(StreamsProcess daemon, PrometheusServer prometheus)
    {
        _daemon = daemon;
        Prometheus = prometheus;
    }

    internal PrometheusServer Prometheus { get; }

    /// <summary>Starts workers of these releases, and waits until they show.</summary>
    internal static async Task<Fleet> StartAsync(string releases)
    {
        var daemon = await StreamsProcess.StartAsync("demo", "--release", releases, "--workers", "2", "--rate", "20");
        await daemon.UntilAsync(page => page.Named("llm_load_avg").Count > 0);
        return new Fleet(daemon, await PrometheusServer.StartAsync(Configuration(await daemon.AddressAsync())));
    }

    public async ValueTask DisposeAsync()
    {
        await Prometheus.DisposeAsync();
        await _daemon.DisposeAsync();
    }

    private static string Configuration(Uri daemon)
    {
        var configuration = Yaml.Read("prometheus.yml");
        foreach (var setting in (string[])["scrape_interval", "scrape_timeout", "evaluation_interval"]) configuration["global"]![setting] = "1s";
        configuration["rule_files"] = new JsonArray(Path.Combine(Repository.Root, "grafana/rules/*.yml"));
        configuration["scrape_configs"]![0]!["static_configs"]![0]!["targets"] = new JsonArray($"127.0.0.1:{daemon.Port}");
        configuration["scrape_configs"]![1]!["file_sd_configs"]![0]!["files"] = new JsonArray(Path.Combine(Repository.Root, "grafana/targets/dynamo-frontend*.yml"));
        return configuration.ToJsonString();
    }
}
