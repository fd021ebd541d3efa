using System.Globalization;
using Streams.EndToEnd.Tests.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>What a fleet wrote of itself while nobody listened answers the same questions as a recording (D10).</summary>
public sealed class TracesTests : IDisposable
{
    private static readonly string Samples = Path.Combine(Repository.Root, "tests", "Streams.Dynamo.Tests", "Samples");
    private static readonly string Passes = Path.Combine(Samples, "passes-full");
    private static readonly string Sampled = Path.Combine(Samples, "sampled-and-gzip");

    private readonly string _folder = Directory.CreateTempSubdirectory("streams-traces-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Passes_OfTwoEngines_AddUpToTheToken()
    {
        var csv = Path.Combine(_folder, "tokens.csv");
        var (exitCode, _, errors) = await StreamsProcess.RunAsync("replay", Passes, "--csv", csv, "--series", "llm_prefill_*_tokens_total*");
        Assert.True(exitCode == 0, errors);
        Assert.DoesNotContain("passed over", errors);

        var most = File.ReadLines(csv).Skip(1).Where(line => !line.EndsWith(',')).Select(line => (Series: line[(line.IndexOf('"') + 1)..line.LastIndexOf('"')], Value: double.Parse(line[(line.LastIndexOf(',') + 1)..], CultureInfo.InvariantCulture)))
            .GroupBy(change => change.Series).ToDictionary(series => series.Key, series => series.Max(change => change.Value));
        Assert.Equal(4179, Of("computed", "15480295893394519645"));
        Assert.Equal(10400, Of("reused", "15480295893394519645"));
        Assert.Equal(4132, Of("computed", "17080105434605060096"));
        Assert.Equal(10800, Of("reused", "17080105434605060096"));
        double Of(string what, string worker) => Assert.Single(most, series => series.Key.StartsWith($"llm_prefill_{what}_", StringComparison.Ordinal) && series.Key.Contains(worker.Replace("\"", "\"\""), StringComparison.Ordinal)).Value;
    }

    [Fact]
    public async Task SampledPassesAndRequests_ShowWhatTheyShow()
    {
        var (exitCode, output, errors) = await StreamsProcess.RunAsync("replay", Sampled);
        Assert.True(exitCode == 0, errors);
        var page = new Page(output);

        Assert.Equal(28_947, page.Sum("llm_request_prompt_fleet_tokens_total"));
        Assert.Equal(20_400, page.Sum("llm_request_cached_fleet_tokens_total"));
        Assert.Equal(2_153, page.Sum("llm_request_output_fleet_tokens_total"));
        Assert.NotEmpty(page.Named("llm_requests_active_slots"));
        foreach (var sum in (Span<string>)["llm_prefill_computed_tokens_total", "llm_prefill_reused_tokens_total", "llm_kv_reuse_percent", "llm_decode_tokens_per_second"]) Assert.Empty(page.Named(sum));
        Assert.Contains("sampled", errors);
        page.AssertAccounts();
    }

    [Fact]
    public async Task TornMemberAtTheEnd_IsToldAndTheRestIsRead()
    {
        foreach (var file in Directory.EnumerateFiles(Sampled)) File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        var requests = Path.Combine(_folder, "requests.000000.jsonl.gz");
        var bytes = await File.ReadAllBytesAsync(requests);
        await File.WriteAllBytesAsync(requests, bytes[..^300]);

        var (exitCode, output, errors) = await StreamsProcess.RunAsync("replay", _folder);

        Assert.True(exitCode == 0, errors);
        Assert.Matches(@"requests\.000000\.jsonl\.gz:\d+: the last line is torn; it is passed over", errors);
        Assert.InRange(new Page(output).Sum("llm_request_output_fleet_tokens_total"), 1, 2152);
    }

    [Fact]
    public async Task EachQuestion_ToAFolder_IsAnswered()
    {
        var (_, explained, _) = await StreamsProcess.RunAsync("replay", Sampled, "--explain", "llm_request_cache_hit_percent", "--at", "+2s");
        Assert.Contains("llm_request_cache_hit_percent at ", explained);
        Assert.Contains("13058079546467830426", explained);

        var history = Path.Combine(_folder, "history.om");
        Assert.Equal(0, (await StreamsProcess.RunAsync("replay", Passes, "--openmetrics", history, "--step", "1s")).ExitCode);
        Assert.EndsWith("# EOF\n", await File.ReadAllTextAsync(history));

        var pipeline = Path.Combine(Repository.Root, "pipelines", "dynamo.yaml");
        var scenario = Path.Combine(_folder, "incident.scenarios.yaml");
        var (exitCode, _, errors) = await StreamsProcess.RunAsync("replay", Passes, pipeline, "--to", "+3s", "--to-scenario", scenario);
        Assert.True(exitCode == 0, errors);
        Assert.Equal(0, (await StreamsProcess.RunAsync("test", scenario)).ExitCode);

        var (_, tapped, _) = await StreamsProcess.RunAsync("tap", Sampled, "--source", "requests", "--limit", "5");
        Assert.Equal(5, tapped.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task RowsOfPayloadsAndRecordersWithoutAStart_AreToldAndPassedOver()
    {
        const string Prompt = "tell nobody of this";
        await File.WriteAllLinesAsync(Path.Combine(_folder, "requests.jsonl"),
        [
            """{"timestamp":1,"event":{"schema":"dynamo.request.trace.v1","event_type":"request_payload","event_time_unix_ms":1795559311944,"payload":{"text":"PROMPT"}}}""".Replace("PROMPT", Prompt, StringComparison.Ordinal),
            """{"timestamp":2,"event":{"schema":"dynamo.request.trace.v1","event_type":"request_end","event_time_unix_ms":1795559311945,"request":{"output_tokens":7}}}""",
        ]);
        await File.WriteAllLinesAsync(Path.Combine(_folder, "kv.jsonl"), ["""{"timestamp":2,"event":{"worker_id":1,"event":{"event_id":1}}}"""]);

        var (exitCode, output, errors) = await StreamsProcess.RunAsync("replay", _folder);
        var (_, tapped, _) = await StreamsProcess.RunAsync("tap", _folder);
        var (started, _, unknown) = await StreamsProcess.RunAsync("replay", _folder, "--start", "2026-11-24T22:28:31Z");

        Assert.True(exitCode == 0, errors);
        Assert.Equal(7, new Page(output).Sum("llm_request_output_fleet_tokens_total"));
        Assert.Contains("may hold prompts", errors);
        Assert.Contains("--start", errors);
        Assert.DoesNotContain(Prompt, output + errors + tapped);
        // The built-in pipeline has no source for them; a pipeline that has one takes them.
        Assert.Equal(2, started);
        Assert.Contains("--source kv-events=", unknown);
    }

    [Fact]
    public async Task FolderWithoutTraces_IsAMistake()
    {
        var (exitCode, _, errors) = await StreamsProcess.RunAsync("replay", _folder);
        Assert.Equal(2, exitCode);
        Assert.Contains("there is no trace in", errors);
    }
}
