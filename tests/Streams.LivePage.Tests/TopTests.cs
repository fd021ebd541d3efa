using System.Text.Json;
using Streams.LivePage.Tests.Support;

namespace Streams.LivePage.Tests;

/// <summary><c>streams top</c>, the real program, before a daemon.</summary>
public sealed class TopTests
{
    [Fact]
    public async Task Top_Once_WritesTheFleetMostLoadedFirst()
    {
        await using var daemon = await RunningDaemon.StartAsync();
        daemon.Receive(Fleet.Steady, """{"worker_id":"42","active":0,"total":1024,"waiting":0,"blocks":232,"blocks_total":12894,"isl":10,"overlap":9}""");
        daemon.Receive(Fleet.Steady, """{"worker_id":"7","active":3,"total":1024,"waiting":2,"blocks":768,"blocks_total":12894}""");
        daemon.Receive(Fleet.Steady, """{"worker_id":"[red]\u001b[31m\u202e","blocks":1}""");
        var (exitCode, output, errors) = await StreamsProgram.RunAsync("top", "--url", daemon.Url, "--once");
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("3 workers   load 333.67 ± 321.27   hit rate 90.0%   sources 2/2 up", output);
        var rows = output.Split('\n').Where(l => l.Contains('░')).Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToArray();
        Assert.Equal("7 █░░░░░░░░░ 768 / 12,894 3 / 1,024 2 – –", rows[0]);
        Assert.Equal("42 ░░░░░░░░░░ 232 / 12,894 0 / 1,024 0 90.0% –", rows[1]);
        Assert.Equal(2, rows.Length);
        Assert.Matches(@"\[red\]\uFFFD\[31m\uFFFD +1 +– ", output);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task Top_OnceJson_WritesOneObjectWithTheValuesOfMetrics()
    {
        await using var daemon = await RunningDaemon.StartAsync();
        daemon.Receive(Fleet.Steady, """{"worker_id":"42","blocks":232,"isl":3,"overlap":1}""");
        var (exitCode, output, _) = await StreamsProgram.RunAsync("top", "--url", daemon.Url, "--once", "--json");
        Assert.Equal(0, exitCode);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(232, json.RootElement.GetProperty("fleet").GetProperty("llm_load_avg").GetDouble());
        var worker = Assert.Single(json.RootElement.GetProperty("workers").EnumerateArray());
        Assert.Equal("42", worker.GetProperty("worker_id").GetString());
        Assert.Equal(100.0 / 3, worker.GetProperty("llm_kv_hit_rate_percent").GetDouble(), 1e-12);
        Assert.False(worker.TryGetProperty("llm_requests_waiting", out _));
    }

    [Fact]
    public async Task Top_TwoPipelines_EachHasItsNumbersAndAWorkerIsThereOnce()
    {
        await using var daemon = await RunningDaemon.StartAsync([Fleet.Pipeline, Fleet.Prefill]);
        for (var i = 0; i < 3; i++) daemon.Receive(Fleet.Steady, $$"""{"worker_id":"{{i}}","blocks":100,"blocks_total":1000}""");
        daemon.Receive(Fleet.Steady, """{"worker_id":"9","blocks":350,"blocks_total":1000}""", pipeline: 1);
        daemon.Receive(Fleet.Steady, """{"worker_id":"1","isl":4,"overlap":1}""", pipeline: 1);
        var (_, output, _) = await StreamsProgram.RunAsync("top", "--url", daemon.Url, "--once");
        Assert.Contains("fleet component=backend endpoint=load_metrics   load 100 ± 0\n", output);
        Assert.Contains("fleet/prefill component=prefill endpoint=load_metrics   load 350 ± 0   hit rate 25.0%\n", output);
        Assert.DoesNotContain("225", output);
        var (_, line, _) = await StreamsProgram.RunAsync("top", "--url", daemon.Url, "--once", "--json");
        using var json = JsonDocument.Parse(line);
        Assert.Equal([100, 350], json.RootElement.GetProperty("fleets").EnumerateArray().Select(f => f.GetProperty("llm_load_avg").GetDouble()));
        Assert.Equal("fleet/prefill", json.RootElement.GetProperty("fleets")[1].GetProperty("pipeline").GetString());
        Assert.Empty(json.RootElement.GetProperty("fleet").EnumerateObject());
        Assert.Equal(["0", "1", "2", "9"], json.RootElement.GetProperty("workers").EnumerateArray().Select(w => w.GetProperty("worker_id").GetString()!));
    }

    [Fact]
    public async Task Top_OtherPipeline_ShowsItsOwnNames()
    {
        await using var daemon = await RunningDaemon.StartAsync(Fleet.Rooms);
        daemon.Receive(0, """{"worker_id":"kitchen","blocks":21.5}""");
        var (_, output, _) = await StreamsProgram.RunAsync("top", "--url", daemon.Url, "--once");
        Assert.Matches(@"worker_id +room_temperature_celsius", output);
        Assert.Matches(@"kitchen +21\.5", output);
    }

    [Fact]
    public async Task Top_NothingListens_SaysSoAndExitsOne()
    {
        string url;
        await using (var daemon = await RunningDaemon.StartAsync()) url = daemon.Url;
        var (exitCode, output, errors) = await StreamsProgram.RunAsync("top", "--url", url, "--once");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith($"nothing answers at {url}", errors);
        Assert.DoesNotContain("   at ", errors);
    }

    [Fact]
    public async Task Top_NoDaemonThere_SaysSoAndExitsOne()
    {
        await using var daemon = await RunningDaemon.StartAsync();
        var (exitCode, _, errors) = await StreamsProgram.RunAsync("top", "--url", daemon.Url + "metrics", "--once");
        Assert.Equal(1, exitCode);
        Assert.Contains("is no daemon of Streams", errors);
    }

    [Fact]
    public async Task Top_WrongUrl_SaysSoAndExitsTwo()
    {
        var (exitCode, _, errors) = await StreamsProgram.RunAsync("top", "--url", "ftp://localhost");
        Assert.Equal(2, exitCode);
        Assert.StartsWith("--url: ftp://localhost is no address of a daemon", errors);
    }
}
