using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using NATS.Client.Core;
using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>The promise (L6) with the real program and a real nats-server: what a recording gives at an instant is what the live page showed then.</summary>
public sealed class RecordingTests : IDisposable
{
    private const int Scrapes = 60;

    private const string JsonSource = """
          readings:
            nats: { subject: "plant.*.readings" }
            decode: { json: { key: { sensor: /id }, fields: { t: /t }, time: { at: /ts, as: unix_ms } } }
            lateness: 500ms
            expire: 4s

        """;

    private const string JsonMetric = """
          llm_readings_window:
            help: Readings by event time
            from: readings
            by: sensor
            over: [1s, 2s every 1s]
            value: sum(t)

        """;

    private static readonly string[] Garbage =
        ["", "not json", "[]", "\"line\nbreak\"", " {\"worker_id\":9}", "{\"worker_id\":1.5,\"isl_blocks\":1,\"overlap_blocks\":1}", "{\"worker_id\":1}", "\u00ff\u00fe", "{\"worker_id\":77,\"isl_blocks\":3,\"overlap_blocks\":1,\"é\":\"\\ud83d\\ude00\"}"];

    private static readonly DateTimeOffset Started = new(2026, 11, 24, 3, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streams-recording-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("live.ndjson")]
    [InlineData("live.ndjson.gz")]
    public async Task Replay_AtEveryScrapeOfALiveRun_GivesTheSameLines(string name)
    {
        var file = Path.Combine(_folder.FullName, name);
        var pipeline = ShortPipeline();
        var live = await RecordAsync(pipeline, file);
        Assert.True(live.Select(l => l.Clock).Distinct().Count() >= Scrapes / 2);
        Assert.Contains(live, l => l.Lines.Contains("window=", StringComparison.Ordinal));
        Assert.Contains(live, l => l.Lines.Contains("worker_id=\"77\"", StringComparison.Ordinal));
        Assert.DoesNotContain("worker_id=\"77\"", live[^1].Lines);

        foreach (var openMetrics in (bool[])[false, true])
        {
            var expected = live.Where(l => l.OpenMetrics == openMetrics).DistinctBy(l => l.Clock).ToDictionary(l => l.Clock, l => l.Lines);
            var replayed = await ReplayAsync([file], pipeline, expected.Keys, openMetrics, "max");
            Assert.Equal(expected, replayed);
            Assert.Equal(replayed, await ReplayAsync([file], pipeline, expected.Keys, openMetrics, "10"));
        }

        var texts = live.Where(l => !l.OpenMetrics).DistinctBy(l => l.Clock).ToDictionary(l => l.Clock, l => l.Lines);
        Assert.Equal(texts, await ReplayAsync([file], pipeline, texts.Keys, openMetrics: false, "1"));
    }

    [Fact]
    public async Task Replay_PartsOfASecondEach_GiveTheSameLinesInOrder()
    {
        var pipeline = ShortPipeline();
        var live = await RecordAsync(pipeline, Path.Combine(_folder.FullName, "live.ndjson"), "--rotate-every", "1s");
        string[] parts = [.. Directory.GetFiles(_folder.FullName, "live.??????.ndjson").Order(StringComparer.Ordinal)];
        Assert.True(parts.Length >= 3);
        foreach (var part in parts)
        {
            var stamps = File.ReadLines(part).Select(StampOf).ToArray();
            Assert.Equal(stamps.Order(), stamps);
            // A part begins where the one before ended, so that its first message may come after a silence.
            Assert.All(stamps.Skip(2).SkipLast(1), stamp => Assert.True(stamp - stamps[0] < TimeSpan.FromSeconds(1), part));
        }

        var expected = live.Where(l => !l.OpenMetrics).DistinctBy(l => l.Clock).ToDictionary(l => l.Clock, l => l.Lines);
        Assert.Equal(expected, await ReplayAsync(parts, pipeline, expected.Keys, openMetrics: false, "max"));
    }

    [Fact]
    public async Task Record_MessagesWithHeaders_KeepsThemForTapAndReplaysWithoutThem()
    {
        const string subject = "namespace.dynamo.kv-hit-rate";
        var file = Path.Combine(_folder.FullName, "headers.ndjson");
        await using (var server = await NatsServer.StartAsync())
        await using (var program = await StreamsProcess.StartAsync("run", "--nats", server.Url, "--record", file))
        {
            await program.UntilStatusAsync("-/ready", 200);
            await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
            var headers = new NatsHeaders { ["Via"] = new(["a", "b \"c\""]), ["Nats-Msg-Id"] = "7" };
            await client.PublishAsync(subject, "{\"worker_id\":7,\"isl_blocks\":4,\"overlap_blocks\":1}", headers: headers);
            await client.PublishAsync(subject, "no json", headers: headers);
            await client.PublishAsync(subject, "{\"worker_id\":7,\"isl_blocks\":4,\"overlap_blocks\":1}");
            await program.UntilAsync(p => p.Sum("streams_messages_received_total") == 3);
            Assert.Equal(0, await program.TerminateAsync());
        }

        var records = File.ReadAllLines(file)[1..^1].Select(line => line[line.IndexOf(",\"source\"", StringComparison.Ordinal)..]).ToArray();
        const string start = $",\"source\":\"hits\",\"subject\":\"{subject}\",";
        const string kept = "\"headers\":{\"Via\":[\"a\",\"b \\u0022c\\u0022\"],\"Nats-Msg-Id\":[\"7\"]},";
        const string hit = "\"data\":{\"worker_id\":7,\"isl_blocks\":4,\"overlap_blocks\":1}}";
        Assert.Equal([start + kept + hit, start + kept + "\"base64\":\"bm8ganNvbg==\"}", start + hit], records);

        var (exitCode, page, errors) = await StreamsProcess.RunAsync("replay", file, "--at", "+1h");
        Assert.Equal(0, exitCode);
        Assert.Contains("is after the recording's end", errors);
        Assert.Contains("llm_kv_hit_rate_isl_blocks_total{endpoint=\"load_metrics\",worker_id=\"7\",component=\"backend\"} 8\n", page);
        var (_, tapped, _) = await StreamsProcess.RunAsync("tap", file, "--rejected");
        Assert.Contains("\"verdict\":\"malformed\"" + start + kept, tapped);
    }

    [Fact]
    public async Task Replay_OpenMetrics_BackfillsARealPrometheusWithTheReplaysValues()
    {
        var recording = Write("hour.ndjson");
        var history = Path.Combine(_folder.FullName, "hour.om");
        var (exitCode, _, errors) = await StreamsProcess.RunAsync("replay", recording, "--openmetrics", history, "--step", "15s");
        Assert.True(exitCode == 0, errors);
        var blocks = Directory.CreateDirectory(Path.Combine(_folder.FullName, "data"));
        using (var promtool = Process.Start(new ProcessStartInfo("promtool", ["tsdb", "create-blocks-from", "openmetrics", history, blocks.FullName]) { RedirectStandardOutput = true, RedirectStandardError = true })!)
        {
            var said = await promtool.StandardOutput.ReadToEndAsync() + await promtool.StandardError.ReadToEndAsync();
            await promtool.WaitForExitAsync();
            Assert.True(promtool.ExitCode == 0, said);
        }

        await using var prometheus = await PrometheusServer.StartAsync("global: {}", blocks.FullName);
        foreach (var second in (int[])[15, 60, 1800, 3585])
        {
            var at = Started.AddSeconds(second);
            var (_, page, _) = await StreamsProcess.RunAsync("replay", recording, "--at", at.ToString("O"));
            var expected = double.Parse(new Page(page)["llm_load_avg{endpoint=\"load_metrics\",component=\"backend\"}"]!, CultureInfo.InvariantCulture);
            Assert.Equal(expected, Assert.Single(await prometheus.QueryAsync("llm_load_avg", at.ToUnixTimeSeconds())).Value);
        }
    }

    [Fact]
    public async Task Replay_BadFileOrTwoQuestions_SaysSoInOneLineAndLeavesNoOutput()
    {
        var recording = Write("bad.ndjson");
        File.AppendAllText(recording, "nonsense\n");
        var history = Path.Combine(_folder.FullName, "bad.om");
        foreach (var (args, told) in ((string[], string)[])
            [([recording, "--openmetrics", history], "bad.ndjson:483: "), ([recording, "--at", "+90s"], "bad.ndjson:483: "), ([_folder.FullName], "there is no trace in "), ([recording, "--csv", history, "--diff", "x.yaml"], "two questions"), ([recording, "--at", "noon"], "RFC 3339")])
        {
            var (exitCode, output, errors) = await StreamsProcess.RunAsync(["replay", .. args]);
            Assert.Equal((2, ""), (exitCode, output));
            Assert.Contains(told.Replace("RFC 3339", "no instant"), errors);
            Assert.DoesNotContain('\n', errors);
        }

        Assert.Equal([recording], Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public async Task Replay_StepsAndInstantsBeyondTheLastThereIs_End()
    {
        var recording = Write("good.ndjson");
        File.WriteAllText(recording, File.ReadAllText(recording).Replace("2026-11-24T04:00:00Z", "9999-12-31T00:00:00Z"));
        foreach (var args in (string[][])[["--csv", Path.Combine(_folder.FullName, "out.csv"), "--step", "3650d"], ["--at", "9999-12-31T23:59:59.9999999Z"], ["--from", "+3650d", "--csv", Path.Combine(_folder.FullName, "out.csv"), "--step", "3650d"]])
        {
            var (exitCode, _, errors) = await StreamsProcess.RunAsync(["replay", recording, .. args]);
            // At the end of the calendar nothing is left: that is told, and is no success.
            Assert.Equal(args[0] == "--at" ? 1 : 0, exitCode);
            Assert.InRange(errors.Split('\n').Length, 1, 2);
        }
    }

    [Fact]
    public async Task Replay_HistoryOfTenThousandYears_IsRefusedInOneLine()
    {
        var recording = Write("long.ndjson");
        File.WriteAllText(recording, File.ReadAllText(recording).Replace("2026-11-24T04:00:00Z", "9999-12-31T23:59:59.9999999Z"));
        var history = Path.Combine(_folder.FullName, "long.om");
        foreach (var args in (string[][])[["--openmetrics", history], ["--csv", history, "--step", "1s"], ["--diff", "pipelines/dynamo.yaml", "--step", "15s"]])
        {
            var (exitCode, output, errors) = await StreamsProcess.RunAsync(["replay", recording, .. args]);
            Assert.Equal((2, ""), (exitCode, output));
            Assert.Contains("a longer --step, or --from and --to, is needed", errors);
            Assert.Single(errors.Split('\n'));
        }

        var (bounded, _, said) = await StreamsProcess.RunAsync("replay", recording, "--openmetrics", history, "--to", "+1h");
        Assert.True(bounded == 0, said);
        Assert.Contains("long.om: ", said);
        Assert.Equal([history, recording], Directory.GetFiles(_folder.FullName).Order(StringComparer.Ordinal).OrderBy(f => f.EndsWith("ndjson", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Replay_MessageAtTheLastInstantThereIs_Ends()
    {
        var recording = Path.Combine(_folder.FullName, "end.ndjson");
        const string head = "{\"streams\":1,\"started\":\"9999-12-31T23:59:50Z\",\"pipeline\":\"dynamo\",\"parameters\":{}}\n";
        var at = $"{{\"at\":\"9999-12-31T23:59:59.9999999Z\",\"source\":\"load\",\"subject\":\"namespace.dynamo.kv_metrics\",\"data\":{Load(1, 20)}}}\n";
        File.WriteAllText(recording, head + at + "{\"end\":\"9999-12-31T23:59:59.9999999Z\"}\n");
        foreach (var args in (string[][])[[], ["--at", "+1h"], ["--csv", "/dev/null"], ["--openmetrics", "/dev/null"], ["--json", "/dev/null", "--step", "1s"]])
        {
            var (exitCode, _, errors) = await StreamsProcess.RunAsync(["replay", recording, .. args]);
            Assert.True(exitCode == 0, errors);
            Assert.Single(errors.Split('\n'));
        }
    }

    [Theory]
    [InlineData("killed.ndjson")]
    [InlineData("killed.ndjson.gz")]
    public async Task Replay_RecordingOfAKilledProgram_GivesWhatHadBeenWritten(string name)
    {
        var file = Path.Combine(_folder.FullName, name);
        await using (var server = await NatsServer.StartAsync())
        await using (var program = await StreamsProcess.StartAsync("run", "--nats", server.Url, "--record", file))
        {
            await program.UntilStatusAsync("-/ready", 200);
            await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
            for (var i = 0; i < 100; i++) await client.PublishAsync("namespace.dynamo.kv-hit-rate", "{\"worker_id\":7,\"isl_blocks\":4,\"overlap_blocks\":1}");
            await program.UntilAsync(p => p["streams_messages_received_total{pipeline=\"dynamo\",source=\"hits\"}"] == "100");
            // What it took is in the file within a second; it can be read while the program runs.
            await Eventually.AnswersAsync(async () => Hits(await StreamsProcess.RunAsync("replay", file, "--at", "+1h")) == "400" ? file : null, "the recording is written");
        }

        var replayed = await StreamsProcess.RunAsync("replay", file, "--at", "+1h");
        Assert.Equal("400", Hits(replayed));
        Assert.Contains("the recording is torn", replayed.Errors);
    }

    [Fact]
    public async Task Record_RotationOverwritten_LeavesTheOtherRecordingsOfTheFolder()
    {
        string[] others = ["day.decode.ndjson", "day.000001.ndjson.bak", "day.0000001.ndjson"];
        foreach (var other in others) File.WriteAllText(Path.Combine(_folder.FullName, other), "mine");
        File.WriteAllText(Path.Combine(_folder.FullName, "day.000009.ndjson"), "old");
        await using var server = await NatsServer.StartAsync();
        await using var program = await StreamsProcess.StartAsync("run", "--nats", server.Url, "--record", Path.Combine(_folder.FullName, "day.ndjson"), "--rotate-every", "1h", "--force");
        Assert.Equal(0, await program.TerminateAsync());
        Assert.Equal(["day.000001.ndjson", .. others.Order(StringComparer.Ordinal)], Directory.GetFiles(_folder.FullName).Select(Path.GetFileName).OfType<string>()
            .OrderBy(f => others.Contains(f)).ThenBy(f => f, StringComparer.Ordinal));
        Assert.All(others, other => Assert.Equal("mine", File.ReadAllText(Path.Combine(_folder.FullName, other))));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder.FullName, "day.000001.ndjson")));
    }

    private static string? Hits((int ExitCode, string Output, string Errors) replayed) => replayed.ExitCode == 0
        ? new Page(replayed.Output).Sum("llm_kv_hit_rate_isl_blocks_total").ToString(CultureInfo.InvariantCulture)
        : null;

    [Fact]
    public async Task Replay_DiffAndExplainAndTap_AnswerFromTheRecording()
    {
        var recording = Write("some.ndjson");
        var changed = Repository.PipelineWith("changed.yaml", ("expire: 10m", "expire: 5m"));
        var (differs, differences, _) = await StreamsProcess.RunAsync("replay", recording, "pipelines/dynamo.yaml", "--diff", changed, "--step", "15s");
        Assert.Equal(1, differs);
        Assert.Contains("llm_kv_blocks_active{endpoint=\"load_metrics\",worker_id=\"2\",component=\"backend\"}: 20 and absent at 2026-11-24T03:10:15", differences);
        var (same, none, _) = await StreamsProcess.RunAsync("replay", recording, "pipelines/dynamo.yaml", "--diff", "pipelines/dynamo.yaml", "--step", "15s");
        Assert.Equal((0, ""), (same, none));

        var (_, explained, _) = await StreamsProcess.RunAsync("replay", recording, "--explain", "llm_load_avg", "--at", "+20m", "--worker", "2");
        Assert.Contains("\n0 of 2 groups:\nworker 2 is not in it:", explained);
        Assert.Contains("load: its last event, accepted, came at 2026-11-24T03:05:07.5", explained);

        var (_, one, _) = await StreamsProcess.RunAsync("replay", recording, "--explain", "llm_load_avg", "--at", "+20m", "--worker", "1");
        Assert.Matches(@"\n1 of 2 groups:\n  worker_id  dp_rank  value  events +leaves if nothing more comes +last event\n  1 +0 +158 +\d+ +2026-11-24T03:29:45\.0000001Z +2026-11-24T03:19:45\.0000001Z load, accepted: \{", one);
        Assert.Contains("\nworker 1 is in it", one);

        // An absence of the daemon makes leases longer, and what is gone is kept for a while.
        var absent = Path.Combine(_folder.FullName, "absent.ndjson");
        await File.WriteAllTextAsync(absent, """
            {"streams":1,"started":"2026-11-24T03:00:00Z","pipeline":"dynamo","parameters":{}}
            {"at":"2026-11-24T03:00:01Z","source":"load","subject":"namespace.dynamo.kv_metrics","data":{"worker_id":7,"dp_rank":0,"active_decode_blocks":5,"active_prefill_tokens":null}}
            {"at":"2026-11-24T03:00:02Z","until":"2026-11-24T03:00:14.5Z"}
            {"end":"2026-11-24T03:11:00Z"}

            """);
        var (_, longer, _) = await StreamsProcess.RunAsync("replay", absent, "--explain", "llm_load_avg", "--at", "2026-11-24T03:10:10Z");
        Assert.Contains("for 2m after its lease what a group has accumulated is kept", longer);
        Assert.Contains("the lane was absent 1 time, for 12.5 s: leases that ran then are longer by as much and a second", longer);
        Assert.Contains(" 2026-11-24T03:10:14.5", longer);

        var (_, tapped, _) = await StreamsProcess.RunAsync("tap", recording, "--worker", "2", "--limit", "3");
        Assert.Equal(3, tapped.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("\"kv_active_blocks\":20", tapped);
    }

    /// <summary>An hour of three workers that report every 7.5 s in turn; the last of them falls silent after a few minutes.</summary>
    private string Write(string name)
    {
        var text = new StringBuilder("{\"streams\":1,\"started\":\"2026-11-24T03:00:00Z\",\"pipeline\":\"dynamo\",\"parameters\":{}}\n");
        for (var i = 0; i < 480; i++)
        {
            var worker = i % 3;
            if (worker == 2 && i > 42) worker = 1;
            text.Append($"{{\"at\":\"{Started.AddSeconds(i * 7.5).AddTicks(1):O}\",\"source\":\"load\",\"subject\":\"namespace.dynamo.kv_metrics\",\"data\":{Load(worker, worker == 2 ? 20 : i)}}}\n");
        }

        text.Append("{\"end\":\"2026-11-24T04:00:00Z\"}\n");
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text.ToString().Replace("+00:00", "Z"));
        return path;
    }

    /// <summary>Leases so short that workers leave, and windows that close, while a run is on.</summary>
    private static string ShortPipeline() =>
        Repository.PipelineWith("short.yaml", ("expire: 10m", "expire: 4s"), ("expire: 1h", "expire: 4s"), ("expire: 10s", "expire: 4s"), ("over: [10s, 1m every 5s]", "over: [1s, 3s every 1s]"), ("over: 1m every 5s", "over: 3s every 1s"), ("\nsources:\n", "\nsources:\n" + JsonSource), ("\nmetrics:\n", "\nmetrics:\n" + JsonMetric));

    /// <summary>The stamp of a line of a recording: of a header when it started, of a trailer when it ended.</summary>
    private static DateTimeOffset StampOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.EnumerateObject().First(p => p.Name is "at" or "started" or "end").Value.GetDateTimeOffset();
    }

    private static string Load(int worker, int blocks) =>
        $"{{\"worker_id\":{worker},\"data\":{{\"worker_stats\":{{\"data_parallel_rank\":null,\"request_active_slots\":1,\"request_total_slots\":8,\"num_requests_waiting\":2}},\"kv_stats\":{{\"kv_active_blocks\":{blocks},\"kv_total_blocks\":999,\"gpu_cache_usage_perc\":null,\"gpu_prefix_cache_hit_rate\":0.5}},\"spec_decode_stats\":null}}}}";

    private static async Task<List<(string Clock, bool OpenMetrics, string Lines)>> RecordAsync(string pipeline, string file, params string[] flags)
    {
        await using var server = await NatsServer.StartAsync();
        await using var program = await StreamsProcess.StartAsync(["run", pipeline, "--nats", server.Url, "--record", file, .. flags]);
        await program.UntilStatusAsync("-/ready", 200);
        await using var fleet = StreamsProcess.StartSilently("simulate", "--nats", server.Url, "--workers", "3", "--rate", "400", "--release", "0.3.2,0.4.1,0.9.0,1.6.0");
        await program.UntilAsync(p => p.Named("llm_kv_blocks_active").Count == 12);
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        var live = new List<(string, bool, string)>();
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var i = 0; i < Scrapes; i++)
        {
            // The last garbage is an event of a worker that then falls silent.
            if (i < Scrapes / 3) await client.PublishAsync("namespace.dynamo.kv-hit-rate", Encoding.UTF8.GetBytes(Garbage[i % Garbage.Length]));
            foreach (var late in (int[])[0, 700, 20_000, -90_000])
            {
                var time = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - late;
                await client.PublishAsync("plant.north.readings", Encoding.UTF8.GetBytes($"{{\"id\":\"s{i % 4}\",\"t\":{i}.5,\"ts\":{time}}}"));
            }

            if (i == 2 * Scrapes / 3)
            {
                Assert.Equal(0, await fleet.TerminateAsync());
                await program.UntilAsync(p => p.Named("llm_kv_hit_rate_percent").Count == 0);
            }

            var (clock, text) = await program.ScrapeAsync(openMetrics: i % 2 == 1);
            live.Add((clock, i % 2 == 1, Lines(text)));
            await looks.WaitForNextTickAsync();
        }

        var last = await program.ReadAsync();
        Assert.Equal(1, last.Sum("streams_recording_up"));
        Assert.All((string[])["streams_events_late_total", "streams_events_future_total", "streams_workers_expired_total"], name => Assert.NotEqual(0, last.Sum(name)));
        Assert.Contains(live, l => l.Item3.Contains("llm_readings_window{", StringComparison.Ordinal));
        Assert.Equal(0, await program.TerminateAsync());
        return live;
    }

    private static async Task<Dictionary<string, string>> ReplayAsync(IReadOnlyList<string> files, string pipeline, IEnumerable<string> instants, bool openMetrics, string speed)
    {
        string[] at = [.. instants.SelectMany(t => (string[])["--at", t])];
        var (exitCode, output, errors) = await StreamsProcess.RunAsync(["replay", .. files, pipeline, "--speed", speed, "--format", openMetrics ? "openmetrics" : "text", .. at]);
        Assert.True(exitCode == 0 && errors.Length == 0, errors);
        return output.Split("# Streams-Clock: ", StringSplitOptions.RemoveEmptyEntries).ToDictionary(page => page[..page.IndexOf('\n')], page => Lines(page[page.IndexOf('\n')..]));
    }

    /// <summary>The pipeline's own lines, without the program's, in an order of their own.</summary>
    private static string Lines(string page) =>
        string.Join('\n', page.Split('\n').Where(line => line.StartsWith("llm_", StringComparison.Ordinal) || line.Contains(" llm_", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
}
