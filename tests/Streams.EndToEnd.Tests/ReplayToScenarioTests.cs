using System.Text.Json;
using System.Text.RegularExpressions;
using Streams.EndToEnd.Tests.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>From an incident to a test: a recording becomes a scenario, which the same program passes until a number is changed.</summary>
public sealed class ReplayToScenarioTests : IDisposable
{
    // A forward pass of a real worker, in MessagePack.
    private static readonly string Pass = JsonDocument.Parse(File.ReadLines(Path.Combine(Repository.Root, "tests", "Streams.Dynamo.Tests", "Samples", "messages.ndjson"))
        .First(line => line.Contains("forward-pass-metrics\"", StringComparison.Ordinal))).RootElement.GetProperty("base64").GetString()!;

    private readonly string _folder = Directory.CreateTempSubdirectory("streams-scenario-").FullName;

    private string Scenario => Path.Combine(_folder, "incident.scenarios.yaml");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--to", "+13s500ms")]
    [InlineData("--from", "+5s")]
    [InlineData("--from", "+5s", "--to", "+10m")]
    [InlineData]
    public async Task ToScenario_Sensors_IsPassedUntilANumberIsChanged(params string[] bounds)
    {
        await WriteAsync(["pipelines/sensors.ndjson", "pipelines/sensors.yaml", .. bounds]);
        await PassesUntilChangedAsync("plant_energy_joules_total");
    }

    [Fact]
    public async Task ToScenario_BinaryAndOddPayloads_IsPassedUntilANumberIsChanged()
    {
        await WriteAsync([Dynamo(3), "pipelines/dynamo.yaml", "--set", "component=it's"]);
        var text = await File.ReadAllTextAsync(Scenario);
        Assert.Contains("at: 0.0000001s, subject: 'namespace.dynamo.kv_metrics', payload: '{\"worker_id\":0,", text);
        Assert.Contains("payload_hex: '" + Convert.ToHexStringLower(Convert.FromBase64String(Pass)), text);
        Assert.Contains("worker_id=\"7587899121693855539\"", text);
        Assert.Contains("payload: 'it''s $${no} JSON'", text);
        Assert.Contains("component: 'it''s'", text);
        Assert.Contains("payload: ''", text);
        await PassesUntilChangedAsync("llm_load_avg");
    }

    [Fact]
    public async Task ToScenario_ManyMessages_NamesTheRecording()
    {
        await WriteAsync([Dynamo(1200), "pipelines/dynamo.yaml", "--to", "+20m"]);
        Assert.Contains("{ source: load, from_file: 'incident.ndjson' }", await File.ReadAllTextAsync(Scenario));
        await PassesUntilChangedAsync("llm_load_avg");
    }

    [Fact]
    public async Task ToScenario_ExistingFileOrWrongInput_SaysSoInOneLineAndLeavesNoOutput()
    {
        await File.WriteAllTextAsync(Scenario, "mine");
        string[] sensors = ["pipelines/sensors.ndjson", "pipelines/sensors.yaml"];
        var two = Dynamo(3);
        await File.AppendAllTextAsync(two, "{\"streams\":1,\"started\":\"2026-11-24T02:00:00Z\"}\n");
        var other = Path.Combine(_folder, "other.scenarios.yaml");
        foreach (var (args, told) in ((string[], string)[])
            [([.. sensors, "--to-scenario", Scenario], "--force overwrites it"), (["pipelines/sensors.ndjson", "pipelines/sensors.yaml", "--to", "+0s", "--to-scenario", other], "no series"),
             ([two, "pipelines/dynamo.yaml", "--to-scenario", other], "a second segment"), ([Dynamo(3, "one.ndjson"), "--to-scenario", other], "name it after the recording"),
             ([.. sensors, "--from", "+9s", "--to", "+8s", "--to-scenario", other], "--from is after --to"), ([.. sensors, "--force"], "--force goes with")])
        {
            var (exitCode, output, errors) = await StreamsProcess.RunAsync(["replay", .. args]);
            Assert.True(exitCode is 1 or 2 && output.Length == 0, errors);
            Assert.Contains(told, errors);
            Assert.DoesNotContain('\n', errors);
        }

        Assert.Equal("mine", await File.ReadAllTextAsync(Scenario));
        Assert.Equal(3, Directory.GetFiles(_folder).Length);
        await WriteAsync([.. sensors, "--force"]);
        Assert.NotEqual("mine", await File.ReadAllTextAsync(Scenario));
    }

    private async Task WriteAsync(string[] args)
    {
        var (exitCode, _, errors) = await StreamsProcess.RunAsync(["replay", .. args, "--to-scenario", Scenario]);
        Assert.True(exitCode == 0, errors);
    }

    private async Task PassesUntilChangedAsync(string metric)
    {
        var (exitCode, output, errors) = await StreamsProcess.RunAsync("test", Scenario);
        Assert.True(exitCode == 0, output + errors);
        Assert.Contains("1 passed, 0 failed", output);
        var text = await File.ReadAllTextAsync(Scenario);
        var changed = new Regex($"(?<='{metric}.*': )[0-9.]+$", RegexOptions.Multiline).Replace(text, "12345.5", 1);
        Assert.NotEqual(text, changed);
        await File.WriteAllTextAsync(Scenario, changed);
        (exitCode, output, _) = await StreamsProcess.RunAsync("test", Scenario);
        Assert.Equal(1, exitCode);
        Assert.Contains("expected  12345.5", output);
    }

    /// <summary>Loads of three workers in turn, a second apart, with a forward pass and payloads that are none.</summary>
    private string Dynamo(int loads, string name = "incident.ndjson")
    {
        List<string> lines = ["{\"streams\":1,\"started\":\"2026-11-24T03:00:00Z\",\"pipeline\":\"dynamo\",\"parameters\":{\"namespace\":\"dynamo\"}}"];
        var started = new DateTime(2026, 11, 24, 3, 0, 0, DateTimeKind.Utc);
        for (var i = 0; i < loads; i++)
        {
            lines.Add($"{{\"at\":\"{started.AddSeconds(i).AddTicks(1):O}\",\"source\":\"load\",\"subject\":\"namespace.dynamo.kv_metrics\",\"data\":{{\"worker_id\":{i % 3},\"data\":{{\"worker_stats\":{{\"data_parallel_rank\":null,\"request_active_slots\":1,\"request_total_slots\":8,\"num_requests_waiting\":2}},\"kv_stats\":{{\"kv_active_blocks\":{i + 7},\"kv_total_blocks\":999,\"gpu_cache_usage_perc\":null,\"gpu_prefix_cache_hit_rate\":0.3}},\"spec_decode_stats\":null}}}}}}");
        }

        foreach (var payload in (string[])[Pass, "", Convert.ToBase64String("it's ${no} JSON"u8), Convert.ToBase64String("two\nlines"u8)])
        {
            lines.Add($"{{\"at\":\"{started.AddSeconds(loads).AddTicks(lines.Count):O}\",\"source\":\"passes\",\"subject\":\"namespace.dynamo.forward-pass-metrics\",\"base64\":\"{payload}\"}}");
        }

        lines.Add($"{{\"end\":\"{started.AddSeconds(loads + 2):O}\"}}");
        var path = Path.Combine(_folder, name);
        File.WriteAllLines(path, lines);
        return path;
    }
}
