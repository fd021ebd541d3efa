using System.Text;
using System.Text.Json;
using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>A fleet on ZeroMQ that registers itself in files: publishers that bind ports of their own, and the real program in the environment of a worker.</summary>
public sealed class ZmqTests : IAsyncDisposable
{
    private readonly string _store = Directory.CreateTempSubdirectory("streams-store-").FullName;
    private readonly List<ZmqPublisher> _publishers = [];
    private readonly CancellationTokenSource _stop = new();

    private Dictionary<string, string> Environment => new() { ["DYN_DISCOVERY_BACKEND"] = "file", ["DYN_FILE_KV"] = _store };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var publisher in _publishers) await publisher.DisposeAsync();
        Directory.Delete(_store, recursive: true);
        _stop.Dispose();
    }

    [Fact]
    public async Task FleetWithoutNats_IsReadyAndShowsEveryRealMessage()
    {
        var samples = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Samples", "zmq.ndjson")).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        var publishers = samples.GroupBy(s => s.GetProperty("key").GetString()!).Select(group => (Publisher: Register(group.Key, group.First()), Samples: group.ToArray())).ToArray();
        await using var program = await StreamsProcess.StartAsync(Environment, "run");
        await program.UntilStatusAsync("-/ready", 200);
        foreach (var (publisher, own) in publishers.Where(p => IsHeard(p.Samples[0])))
        {
            await publisher.SubscribedAsync();
            foreach (var sample in own) await publisher.PublishAsync([.. sample.GetProperty("parts").EnumerateArray().Select(p => p.GetBytesFromBase64())]);
        }

        var heard = samples.Where(IsHeard).ToArray();
        var events = heard.SelectMany(s => s.GetProperty("events").EnumerateArray()).ToArray();
        var page = await program.UntilAsync(p => p.Sum("streams_messages_received_total") >= heard.Length);
        Assert.Equal(events.Length, page.Sum("streams_events_accepted_total"));
        Assert.Equal(Tokens("scheduled_prefill_tokens"), page.Sum("llm_prefill_computed_tokens_total"));
        Assert.Equal(Tokens("scheduled_prefill_kv_tokens"), page.Sum("llm_prefill_reused_tokens_total"));
        Assert.Equal(0, page.Sum("streams_messages_rejected_total"));
        Assert.Equal(0, page.Sum("streams_zmq_refused_total"));
        Assert.Equal("1", page["streams_discovery_up"]);
        Assert.Equal(publishers.Count(p => IsHeard(p.Samples[0])).ToString(), page["streams_zmq_connections{state=\"open\"}"]);
        page.AssertAccounts();
        // What no source wants is not even connected.
        Assert.All(publishers.Where(p => !IsHeard(p.Samples[0])), p => Assert.Equal(0, p.Publisher.Connections));
        Assert.Equal(0, await program.TerminateAsync());

        double Tokens(string field) => events.Sum(e => e.GetProperty("fields").TryGetProperty(field, out var value) ? value.GetDouble() : 0);
    }

    [Fact]
    public async Task Publisher_ThatGoesAndComes_IsFollowed()
    {
        var sample = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Samples", "zmq.ndjson")).Select(line => JsonDocument.Parse(line).RootElement).First();
        await using var program = await StreamsProcess.StartAsync(Environment, "run");
        await program.UntilStatusAsync("-/ready", 200);
        var key = sample.GetProperty("key").GetString()!;
        var publisher = Register(key, sample);
        await publisher.SubscribedAsync();
        await program.UntilAsync(p => p["streams_zmq_connections{state=\"open\"}"] == "1");
        publisher.Drop();
        await publisher.SubscribedAsync();
        await program.UntilAsync(p => p.Sum("streams_zmq_lost_total") == 1);
        File.Delete(PathOf(key));
        await program.UntilAsync(p => p["streams_zmq_connections{state=\"open\"}"] == "0" && p["streams_zmq_connections{state=\"waiting\"}"] == "0");
    }

    [Fact]
    public async Task NamespaceOfTheEnvironment_LeavesTheOthersAlone()
    {
        var samples = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Samples", "zmq.ndjson")).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        var mine = Register(samples[0].GetProperty("key").GetString()!.Replace("/dynamo/", "/prod-7f/"), samples[0], record => record.Replace("\"dynamo\"", "\"prod-7f\""));
        var other = Register(samples[0].GetProperty("key").GetString()!.Replace("/dynamo/", "/test/"), samples[0], record => record.Replace("\"dynamo\"", "\"test\""));
        await using var program = await StreamsProcess.StartAsync(new Dictionary<string, string>(Environment) { ["DYN_NAMESPACE_PREFIX"] = "prod" }, "run");
        await mine.SubscribedAsync();
        await program.UntilAsync(p => p["streams_zmq_connections{state=\"open\"}"] == "1");

        Assert.Equal(0, other.Connections);
    }

    [Fact]
    public async Task TwoNamespaces_AreOneFleetThatSaysSo_OrTwoByEach()
    {
        var sample = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Samples", "zmq.ndjson")).Select(line => JsonDocument.Parse(line).RootElement)
            .First(s => s.GetProperty("subject").GetString()!.EndsWith(".forward-pass-metrics", StringComparison.Ordinal));
        foreach (var name in (string[])["llm-a", "llm-b"])
        {
            Register(sample.GetProperty("key").GetString()!.Replace("/dynamo/", $"/{name}/"), sample, record => record.Replace("\"dynamo\"", $"\"{name}\""));
            Write($"v1/mdc/{name}/backend/generate/{name[^1]}", $$$"""{"type":"Model","namespace":"{{{name}}}","component":"backend","endpoint":"generate","card_json":{"display_name":"m"}}""");
            Write($"v1/instances/{name}/backend/generate/{name[^1]}", $$"""{"type":"Endpoint","namespace":"{{name}}","component":"backend","endpoint":"generate"}""");
        }

        await using (var whole = await StreamsProcess.StartAsync(Environment, "run"))
        {
            await whole.UntilAsync(p => p["streams_discovery_namespaces"] == "2" && p.Named("llm_workers_registered").Count == 2);
            await whole.UntilSaidAsync("2 namespaces, which are shown as one fleet: llm-a,llm-b; --each namespace=llm-a,llm-b parts them");
        }

        foreach (var publisher in _publishers) publisher.Drop();
        await using var each = await StreamsProcess.StartAsync(Environment, "run", "--each", "namespace=llm-a,llm-b");
        await each.UntilAsync(p => p["streams_zmq_connections{state=\"open\"}"] == "2");
        byte[][] parts = [.. sample.GetProperty("parts").EnumerateArray().Select(p => p.GetBytesFromBase64())];
        await _publishers[0].SubscribedAsync();
        await _publishers[0].PublishAsync(parts);
        var page = await each.UntilAsync(p => p.Named("llm_requests_active_slots").Count > 0 && p.Sum("llm_workers_registered") == 2);
        Assert.All(page.Named("llm_requests_active_slots"), series => Assert.Contains("namespace=\"llm-a\"", series, StringComparison.Ordinal));
        foreach (var name in (string[])["llm-a", "llm-b"])
        {
            Assert.Single(page.Named("llm_workers_registered"), series => series.Contains($",namespace=\"{name}\",", StringComparison.Ordinal)
                && series.Contains($"dynamo_namespace=\"{name}\"", StringComparison.Ordinal));
        }

        Assert.Null(page["streams_discovery_namespaces"]);
        Assert.DoesNotContain("one fleet", each.Errors, StringComparison.Ordinal);
        page.AssertAccounts();
    }

    [Fact]
    public async Task TwoBrokers_BringEachMessageOnce_UnderBareTopicsAndSubjects()
    {
        var samples = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Samples", "zmq.ndjson")).Select(line => JsonDocument.Parse(line).RootElement).Where(IsHeard).ToArray();
        await using ZmqPublisher one = new(type: "XPUB"), other = new(type: "XPUB");
        var environment = new Dictionary<string, string> { ["DYN_ZMQ_BROKER_URL"] = $"xsub=tcp://127.0.0.1:1 , xpub={one.Endpoint};{other.Endpoint}" };
        await using var program = await StreamsProcess.StartAsync(environment, "run");
        await program.UntilStatusAsync("-/ready", 200);
        await one.SubscribedAsync(3);
        await other.SubscribedAsync(3);
        foreach (var sample in samples)
        {
            var subject = sample.GetProperty("subject").GetString()!;
            byte[][] parts = [.. sample.GetProperty("parts").EnumerateArray().Select(p => p.GetBytesFromBase64())];
            if (subject.Contains(".endpoint.")) parts[0] = Encoding.UTF8.GetBytes(subject);
            await one.PublishAsync(parts);
            await other.PublishAsync(parts);
        }

        // The two addresses are records of discovery, too.
        var page = await program.UntilAsync(p => p.Sum("streams_messages_received_total") == samples.Length + 2 && p["streams_zmq_connections{state=\"open\"}"] == "2");
        Assert.Equal(samples.Sum(s => s.GetProperty("events").GetArrayLength()), page.Sum("streams_events_accepted_total"));
        page.AssertAccounts();
    }

    [Fact]
    public async Task Discover_FindsTheFleetByItsRegistry_AndNamesTheFlags()
    {
        var sample = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Samples", "zmq.ndjson")).Select(line => JsonDocument.Parse(line).RootElement)
            .First(s => IsHeard(s) && s.GetProperty("subject").GetString()!.Contains(".endpoint."));
        var publisher = Register(sample.GetProperty("key").GetString()!, sample);
        var discovering = StreamsProcess.RunAsync("discover", "--discovery", "file", "--file-kv", _store, "--for", "4s");
        await publisher.SubscribedAsync();
        await publisher.PublishAsync([.. sample.GetProperty("parts").EnumerateArray().Select(p => p.GetBytesFromBase64())]);
        var (exitCode, output, errors) = await discovering;
        Assert.True(exitCode == 0, errors);
        Assert.StartsWith("namespace dynamo of NVIDIA Dynamo: 1 worker\n", output);
        Assert.Contains("    1 worker of 1.4 and later\n", output);
        Assert.Matches($@"[\d.]+/s  {System.Text.RegularExpressions.Regex.Escape(sample.GetProperty("subject").GetString()!)}\n", output);
        Assert.Contains($"  see it:  streams run --discovery file --file-kv {_store}\n", output);
    }

    private static bool IsHeard(JsonElement sample) => sample.GetProperty("events").GetArrayLength() > 0;

    private string PathOf(string key)
    {
        var parts = key.Split('/', 3);
        var name = string.Concat(Encoding.UTF8.GetBytes(parts[2]).Select(b => char.IsAsciiLetterOrDigit((char)b) ? ((char)b).ToString() : $"%{b:X2}"));
        return Path.Combine(_store, parts[0], parts[1], name);
    }

    /// <summary>Starts a publisher and registers it as the sample's is, but for its address; and keeps its file alive, as its process would.</summary>
    private ZmqPublisher Register(string key, JsonElement sample, Func<string, string>? change = null)
    {
        var publisher = new ZmqPublisher();
        _publishers.Add(publisher);
        var record = sample.GetProperty("record").GetString()!;
        var begin = record.IndexOf("tcp://", StringComparison.Ordinal);
        record = record[..begin] + publisher.Endpoint + record[record.IndexOf('"', begin)..];
        Write(key, change is null ? record : change(record));
        return publisher;
    }

    private void Write(string key, string record)
    {
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, record);
        _ = KeepAliveAsync(path);
    }

    private async Task KeepAliveAsync(string path)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2));
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token) && File.Exists(path)) File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The end.
        }
    }
}
