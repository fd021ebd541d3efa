using System.Globalization;
using System.Text.RegularExpressions;
using Streams.EndToEnd.Tests.Support;
using Streams.RealDynamo.Tests.Support;
using Streams.Testing.Support;

namespace Streams.RealDynamo.Tests;

/// <summary>Dynamo 1.6.1 itself writes its request traces: what the page makes of them is what its clients were told and what its engines' passes say.</summary>
public sealed partial class RequestTraceTests
{
    [Theory]
    [InlineData("jsonl")]
    [InlineData("jsonl_gz")]
    public async Task Files_PageEqualsClientsAndPasses(string format)
    {
        await using var fleet = await RealFleet.StartAsync(new Dictionary<string, string>(), "--requests", "--format", format);
        await using var program = await StreamsProcess.StartAsync(
            new Dictionary<string, string>(fleet.Environment) { ["STREAMS_REQUESTS"] = Path.Combine(fleet.Folder, "requests*") }, "run");
        await program.UntilStatusAsync("-/ready", 200);
        await EqualsAsync(fleet, program);
    }

    [Fact]
    public async Task Nats_WithoutAStream_PageEqualsClientsAndPasses()
    {
        await using var server = await NatsServer.StartAsync();
        var nats = new Dictionary<string, string> { ["NATS_SERVER"] = server.Url };
        await using var fleet = await RealFleet.StartAsync(nats, "--requests", "nats");
        await using var program = await StreamsProcess.StartAsync(new Dictionary<string, string>([.. fleet.Environment, .. nats]), "run");
        await program.UntilSaidAsync("so each message is answered");
        await program.UntilStatusAsync("-/ready", 200);
        await EqualsAsync(fleet, program);
    }

    [Fact]
    public async Task PrefillAndDecodeApart_EachGetsItsShare()
    {
        await using var fleet = await RealFleet.StartAsync(new Dictionary<string, string>(), "--requests", "--prefill", "1");
        await using var program = await StreamsProcess.StartAsync(
            new Dictionary<string, string>(fleet.Environment) { ["STREAMS_REQUESTS"] = Path.Combine(fleet.Folder, "requests*") }, "run");
        await program.UntilStatusAsync("-/ready", 200);
        var (prompt, _) = await fleet.AskAsync(20);
        var page = await program.UntilAsync(p => p.Sum("llm_request_prompt_fleet_tokens_total") >= prompt);

        Assert.Equal(prompt, page.Sum("llm_request_prompt_tokens_total"));
        Assert.Contains("component=\"prefill\"", Assert.Single(page.Named("llm_request_prompt_tokens_total")));
        Assert.Contains("component=\"backend\"", Assert.Single(page.Named("llm_request_output_tokens_total")));
        Assert.Contains("component=\"prefill\"", Assert.Single(page.Named("llm_request_time_to_first_token_seconds_count")));
        Assert.Contains("component=\"backend\"", Assert.Single(page.Named("llm_request_inter_token_latency_seconds_count")));
    }

    private static async Task EqualsAsync(RealFleet fleet, StreamsProcess program)
    {
        var (prompt, cached) = await fleet.AskAsync(40);
        var page = await program.UntilAsync(p => p.Sum("llm_request_prompt_fleet_tokens_total") >= prompt);
        var workers = await fleet.EndAsync();

        Assert.Equal(prompt, page.Sum("llm_request_prompt_fleet_tokens_total"));
        Assert.Equal(cached, page.Sum("llm_request_cached_fleet_tokens_total"));
        Assert.Equal(workers.ToDictionary(w => w.Key, w => w.Value.Computed + w.Value.Reused), ByWorker(page, "llm_request_prompt_tokens_total"));
        Assert.Equal(workers.ToDictionary(w => w.Key, w => w.Value.Reused), ByWorker(page, "llm_request_cached_tokens_total"));
        Assert.Equal(page.Sum("llm_prefill_reused_tokens_total"), page.Sum("llm_request_cached_tokens_total"));
        Assert.Equal(40, page.Sum("llm_request_time_to_first_token_fleet_seconds_count"));
        page.AssertAccounts();
    }

    private static Dictionary<string, long> ByWorker(Page page, string name) => page.Named(name).ToDictionary(
        series => WorkerId().Match(series).Groups[1].Value,
        series => long.Parse(page[series]!, NumberStyles.Float, CultureInfo.InvariantCulture));

    [GeneratedRegex("worker_id=\"(\\d+)\"")]
    private static partial Regex WorkerId();
}
