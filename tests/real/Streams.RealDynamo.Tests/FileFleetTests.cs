using System.Globalization;
using System.Text.RegularExpressions;
using Streams.EndToEnd.Tests.Support;
using Streams.RealDynamo.Tests.Support;
using Streams.Testing.Support;

namespace Streams.RealDynamo.Tests;

/// <summary>Dynamo 1.6.1 itself, registered in files: what the page shows of each engine is what the engine's own trace says, to the token.</summary>
public sealed partial class FileFleetTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task OverZmq_PageEqualsTheEnginesOwnTrace(int ranks)
    {
        await using var fleet = await RealFleet.StartAsync(new Dictionary<string, string>(), "--ranks", $"{ranks}");
        await using var program = await StreamsProcess.StartAsync(fleet.Environment, "run");
        await program.UntilStatusAsync("-/ready", 200);
        await program.UntilAsync(p => p["streams_zmq_connections{state=\"open\"}"] is "4" && p["streams_zmq_connections{state=\"waiting\"}"] == "0");
        await EqualsTheTraceAsync(fleet, program);
    }

    [Fact]
    public async Task OverNats_PageEqualsTheEnginesOwnTrace()
    {
        await using var server = await NatsServer.StartAsync();
        var nats = new Dictionary<string, string> { ["NATS_SERVER"] = server.Url };
        await using var fleet = await RealFleet.StartAsync(nats, "--plane", "nats");
        await using var program = await StreamsProcess.StartAsync(new Dictionary<string, string>([.. fleet.Environment, .. nats]), "run");
        await program.UntilStatusAsync("-/ready", 200);
        await EqualsTheTraceAsync(fleet, program);
    }

    [Fact]
    public async Task EnginesThatEndStopAndCome_AreFollowedWithoutLoss()
    {
        await using var fleet = await RealFleet.StartAsync(new Dictionary<string, string>());
        await using var program = await StreamsProcess.StartAsync(fleet.Environment, "run");
        await program.UntilAsync(p => p["streams_zmq_connections{state=\"open\"}"] == "4");
        await fleet.AskAsync(10);
        await fleet.SayAsync("start");
        await program.UntilAsync(p => p["streams_zmq_connections{state=\"open\"}"] == "6");
        await fleet.SayAsync("stop 0");
        await fleet.SayAsync("cont 0");
        await fleet.AskAsync(10);
        await fleet.SayAsync("term 1");
        await program.UntilAsync(p => p["streams_zmq_connections{state=\"open\"}"] == "4" && p["streams_zmq_connections{state=\"waiting\"}"] == "0");
        await fleet.SayAsync("kill 2");
        // The record of a killed engine stays until another process sweeps it, and its address is tried until then.
        await program.UntilAsync(p => p["streams_zmq_connections{state=\"open\"}"] == "2" && p["streams_zmq_connections{state=\"waiting\"}"] == "0");
        var page = await program.ReadAsync();

        Assert.Equal(0, page.Sum("streams_source_missed_total"));
        Assert.Equal(0, page.Sum("streams_zmq_refused_total"));
        page.AssertAccounts();
    }

    private static async Task EqualsTheTraceAsync(RealFleet fleet, StreamsProcess program)
    {
        var (prompt, cached) = await fleet.AskAsync(40);
        var page = await program.UntilAsync(p => p.Sum("llm_prefill_computed_tokens_total") + p.Sum("llm_prefill_reused_tokens_total") >= prompt);
        var workers = await fleet.EndAsync();

        Assert.Equal(2, workers.Count);
        Assert.Equal(workers.ToDictionary(w => w.Key, w => w.Value.Computed), ByWorker(page, "llm_prefill_computed_tokens_total"));
        Assert.Equal(workers.ToDictionary(w => w.Key, w => w.Value.Reused), ByWorker(page, "llm_prefill_reused_tokens_total"));
        Assert.Equal(cached, (long)page.Sum("llm_prefill_reused_tokens_total"));
        Assert.Equal(0, page.Sum("streams_source_missed_total"));
        page.AssertAccounts();
    }

    private static Dictionary<string, long> ByWorker(Page page, string name) => page.Named(name).ToDictionary(
        series => WorkerId().Match(series).Groups[1].Value,
        series => long.Parse(page[series]!, NumberStyles.Float, CultureInfo.InvariantCulture));

    [GeneratedRegex("worker_id=\"(\\d+)\"")]
    private static partial Regex WorkerId();
}
