using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Streams.EndToEnd.Tests.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>Request traces in files that grow, through the real program: on the page, in the accounts and in the recording, and nothing of a prompt anywhere.</summary>
public sealed class RequestsTests : IDisposable
{
    private const string Prompt = "tell nobody of this";

    private static readonly JsonElement[] Samples =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Samples", "requests.ndjson")).Select(line => JsonDocument.Parse(line).RootElement)];

    private readonly string _folder = Directory.CreateTempSubdirectory("streams-requests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Files_ThatGrow_AreCountedRecordedAndReplayed()
    {
        var recording = Path.Combine(_folder, "today.ndjson");
        await using var program = await StreamsProcess.StartAsync(
            new Dictionary<string, string> { ["STREAMS_REQUESTS"] = Path.Combine(_folder, "requests*") }, "run", "--record", recording);
        await program.UntilStatusAsync("-/ready", 200);

        var rows = Samples.Select(sample => sample.GetProperty("text").GetString()!).ToArray();
        Append("requests.000000.jsonl.gz", rows[..9]);
        Append("requests.000000.jsonl.gz", [.. rows[9..12], """{"timestamp":1,"event":{"schema":"dynamo.request.trace.v1","event_type":"request_payload","payload":{"text":"PROMPT"}}}""".Replace("PROMPT", Prompt, StringComparison.Ordinal)]);
        await File.AppendAllTextAsync(Path.Combine(_folder, "requests.jsonl"), string.Concat(rows[12..].Select(row => row + "\n")) + $"{{\"event_type\":\"request_payload\",\"text\":\"{Prompt}\n");

        var page = await program.UntilAsync(p => p.Sum("streams_messages_received_total") >= rows.Length + 2);
        foreach (var (metric, field) in (Span<(string, string)>)[("prompt", "prompt_tokens"), ("cached", "cached_tokens"), ("output", "output_tokens")])
        {
            Assert.Equal(Sum(field, ofWorkers: false), page.Sum($"llm_request_{metric}_fleet_tokens_total"));
            Assert.Equal(Sum(field, ofWorkers: true), page.Sum($"llm_request_{metric}_tokens_total"));
        }

        Assert.Equal("1", page["streams_messages_dropped_total{pipeline=\"dynamo\",source=\"requests\",reason=\"withheld\"}"]);
        Assert.Equal("1", page["streams_messages_rejected_total{pipeline=\"dynamo\",source=\"requests\",reason=\"malformed\"}"]);
        page.AssertAccounts();
        var (clock, live) = await program.ScrapeAsync(openMetrics: false);
        Assert.Equal(0, await program.TerminateAsync());
        Assert.DoesNotContain(Prompt, program.Errors);
        Assert.DoesNotContain(Prompt, await File.ReadAllTextAsync(recording));
        Assert.DoesNotContain("session-0", live);

        var (exitCode, replayed, errors) = await StreamsProcess.RunAsync("replay", recording, "--at", clock);
        Assert.True(exitCode == 0, errors);
        Assert.Equal(OfFleet(live), OfFleet(replayed));
    }

    private static IEnumerable<string> OfFleet(string page) => page.Split('\n').Where(line => line.StartsWith("llm_", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static double Sum(string field, bool ofWorkers) => Samples.SelectMany(sample => sample.GetProperty("events").EnumerateArray())
        .Where(e => !ofWorkers || e.GetProperty("keys").TryGetProperty("worker_id", out _))
        .Sum(e => e.GetProperty("fields").TryGetProperty(field, out var value) ? value.GetDouble() : 0);

    private void Append(string name, string[] rows)
    {
        using var file = new FileStream(Path.Combine(_folder, name), FileMode.Append);
        using var member = new GZipStream(file, CompressionLevel.Fastest);
        member.Write(Encoding.UTF8.GetBytes(string.Concat(rows.Select(row => row + "\n"))));
    }
}
