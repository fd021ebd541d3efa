using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Streams.Testing.Support;

/// <summary>A real Prometheus with its own directory and port, that scrapes each target as a job of that name.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    /// <summary>Debian's, or the one that is named.</summary>
    private static readonly string Program = Environment.GetEnvironmentVariable("STREAMS_TEST_PROMETHEUS") ?? "prometheus";

    private readonly DirectoryInfo _directory;
    private readonly ReservedPort _port;
    private readonly Process _process;
    private readonly HttpClient _client;

    private PrometheusServer(DirectoryInfo directory, ReservedPort port, Process process)
    {
        _directory = directory;
        _port = port;
        _process = process;
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port.Number}") };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _port.Dispose();
        _directory.Delete(recursive: true);
    }

    internal static Task<PrometheusServer> StartAsync(params (string Job, Uri Target)[] targets)
    {
        var jobs = targets.Select(t => $"- job_name: {t.Job}\n  static_configs: [{{ targets: ['127.0.0.1:{t.Target.Port}'] }}]\n");
        return StartAsync("global: { scrape_interval: 300ms, scrape_timeout: 300ms }\nscrape_configs:\n" + string.Concat(jobs));
    }

    /// <summary>Starts one with the text of a configuration file, on data that are there already where their folder is given.</summary>
    internal static async Task<PrometheusServer> StartAsync(string text, string? data = null)
    {
        var directory = Directory.CreateTempSubdirectory("streams-prometheus-");
        var configuration = Path.Combine(directory.FullName, "prometheus.yml");
        await File.WriteAllTextAsync(configuration, text);
        var port = ReservedPort.Take();
        var process = Process.Start(new ProcessStartInfo(Program, [
            "--config.file=" + configuration,
            "--storage.tsdb.path=" + (data ?? Path.Combine(directory.FullName, "data")),
            "--storage.tsdb.retention.time=10y",
            $"--web.listen-address=127.0.0.1:{port.Number}",
            "--log.level=error"]))!;
        var server = new PrometheusServer(directory, port, process);
        await Eventually.AnswersAsync(async () => (await server._client.GetAsync("/-/ready")).IsSuccessStatusCode ? server : null, "Prometheus is ready");
        return server;
    }

    /// <summary>The series that a query yields now, or at an instant in Unix seconds.</summary>
    internal async Task<IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)>> QueryAsync(string query, double? at = null)
    {
        var result = await DataAsync("/api/v1/query?query=" + Uri.EscapeDataString(query) + (at is { } time ? FormattableString.Invariant($"&time={time:F3}") : ""));
        return [.. result["result"]!.AsArray().Select(series => (
            (IReadOnlyDictionary<string, string>)series!["metric"]!.AsObject().ToDictionary(l => l.Key, l => l.Value!.GetValue<string>()),
            Number(series["value"]!)))];
    }

    /// <summary>The one series of a range (<c>name[1m]</c>, or a subquery) as it stands: Unix seconds and values.</summary>
    internal async Task<IReadOnlyList<(double At, double Value)>> SamplesAsync(string range)
    {
        var result = await DataAsync("/api/v1/query?query=" + Uri.EscapeDataString(range));
        return [.. Assert.Single(result["result"]!.AsArray())!["values"]!.AsArray().Select(sample => (sample![0]!.GetValue<double>(), Number(sample)))];
    }

    /// <summary>Name, type and help of the families that it read from a job.</summary>
    internal async Task<IReadOnlyDictionary<string, (string Type, string Help)>> FamiliesAsync(string job)
    {
        var data = await DataAsync("/api/v1/targets/metadata?match_target=" + Uri.EscapeDataString($"{{job=\"{job}\"}}"));
        return data.AsArray().ToDictionary(
            f => f!["metric"]!.GetValue<string>(), f => (f!["type"]!.GetValue<string>(), f["help"]!.GetValue<string>()));
    }

    /// <summary>What its API answers; an error of it fails the test with its text.</summary>
    internal async Task<JsonNode> DataAsync(string path)
    {
        using var response = await _client.GetAsync(path);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        if (answer["error"] is { } error) Assert.Fail($"{path}: {error}");
        return answer["data"]!;
    }

    private static double Number(JsonNode sample) => double.Parse(sample[1]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);
}
