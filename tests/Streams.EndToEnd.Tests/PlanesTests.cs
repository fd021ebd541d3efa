using System.Text.Json;
using NATS.Client.Core;
using Streams.EndToEnd.Tests.Support;
using Streams.Simulation;
using Streams.Simulation.Publishing;
using Streams.Simulation.Registering;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>A simulated fleet on both planes: neither a page nor a recording tells them apart.</summary>
public sealed class PlanesTests
{
    [Fact]
    public async Task SameTraffic_OverNatsAndZmq_GivesEqualPagesAndRecordings()
    {
        await using var server = await NatsServer.StartAsync();
        string[] folders = [.. ((string[])["nats", "zmq"]).Select(name => Directory.CreateTempSubdirectory($"streams-{name}-").FullName)];
        string[] recordings = [.. folders.Select(folder => folder + ".ndjson")];
        await using var nats = await NatsFleetBus.ConnectAsync(NatsOpts.Default with { Url = server.Url });
        await using var onNats = new RegisteredFleetBus(nats, new FileStore(folders[0], TimeProvider.System));
        await using var onZmq = new ZmqFleetBus(new FileStore(folders[1], TimeProvider.System));
        await using var first = await StreamsProcess.StartAsync(Environment(folders[0], server.Url), "run", "--record", recordings[0]);
        await using var second = await StreamsProcess.StartAsync(Environment(folders[1], null), "run", "--record", recordings[1]);
        StreamsProcess[] programs = [first, second];
        foreach (var program in programs) await program.UntilStatusAsync("-/ready", 200);

        var fleet = new SimulatedFleet(new FleetOptions { Releases = ["1.2.1", "1.4.0", "1.6.0"], Workers = 3, Rate = 300, Requests = 400 });
        using var stop = new CancellationTokenSource();
        var running = fleet.RunAsync(new Both(onNats, onZmq), TimeProvider.System, stop.Token);
        await Task.WhenAny(running, fleet.Drained);
        await stop.CancelAsync();
        await running;

        var sent = fleet.Workers.Sum(worker => worker.LoadReports + worker.Predictions + worker.Passes);
        List<string[]> shown = [];
        foreach (var program in programs)
        {
            var page = await program.UntilAsync(p => Events(p).Sum(line => double.Parse(line[line.LastIndexOf(' ')..])) == sent && p.Named("llm_worker_info").Count == 9);
            // What a window shows depends on the moment; and all of a page's own lines on nothing but the messages (L6), which the recordings hold.
            shown.Add([.. page.Text.Split('\n').Where(line => line.StartsWith("llm_", StringComparison.Ordinal) && !line.Contains("window=", StringComparison.Ordinal)), .. Events(page), .. Losses(page)]);
            page.AssertAccounts();
        }

        Assert.Equal(shown[0].Order(StringComparer.Ordinal), shown[1].Order(StringComparer.Ordinal));
        Assert.InRange(shown[0].Length, 100, 1000);
        foreach (var program in programs) Assert.Equal(0, await program.TerminateAsync());
        string[][] recorded = [.. recordings.Select(Messages)];
        Assert.Equal(sent, recorded[0].Length);
        Assert.Equal(recorded[0], recorded[1]);
    }

    [Fact]
    public async Task Simulate_OnZeroMqInEtcd_IsSeenAndSaysGoodbye()
    {
        await using var etcd = await EtcdServer.StartAsync();
        await using var program = await StreamsProcess.StartAsync(new Dictionary<string, string> { ["ETCD_ENDPOINTS"] = etcd.Url }, "run");
        await using (var fleet = StreamsProcess.StartSilently("simulate", "--plane", "zmq", "--etcd", etcd.Url, "--workers", "2", "--release", "1.3.1,1.6.0"))
        {
            var page = await program.UntilAsync(p => p.Named("llm_load_percent").Count == 4 && p["streams_zmq_connections{state=\"open\"}"] == "9");
            Assert.Equal(4, page.Named("llm_worker_info").Count);
            Assert.Equal(0, await fleet.TerminateAsync());
        }

        await program.UntilAsync(p => p.Named("llm_worker_info").Count == 0 && p["streams_zmq_connections{state=\"open\"}"] == "0" && p.Sum("streams_workers") == 0);
    }

    [Fact]
    public async Task Simulate_ReleaseThatSpeaksNatsAlone_IsRefusedOnZeroMq()
    {
        var (exitCode, _, errors) = await StreamsProcess.RunAsync("simulate", "--plane", "zmq", "--release", "0.4.1,1.6.0");
        Assert.Equal(2, exitCode);
        Assert.Contains("0.4.1 speaks NATS alone", errors);
    }

    private static Dictionary<string, string> Environment(string folder, string? nats)
    {
        var environment = new Dictionary<string, string> { ["DYN_DISCOVERY_BACKEND"] = "file", ["DYN_FILE_KV"] = folder, ["DYN_NAMESPACE"] = "dynamo" };
        if (nats is not null) environment["NATS_URL"] = nats;
        return environment;
    }

    private static IEnumerable<string> Events(Page page) => Lines(page, "streams_events_accepted_total");

    private static IEnumerable<string> Losses(Page page) =>
        ((string[])["streams_source_missed_total", "streams_source_joined_late_total", "streams_source_sequence_jumps_total", "streams_events_rejected_total"]).SelectMany(name => Lines(page, name));

    private static IEnumerable<string> Lines(Page page, string name) => page.Text.Split('\n').Where(line => line.StartsWith(name + "{", StringComparison.Ordinal)
        && (line.Contains("source=\"passes\"", StringComparison.Ordinal) || line.Contains("source=\"load\"", StringComparison.Ordinal)));

    /// <summary>The fleet's own messages in a recording: source, subject and payload, in one order.</summary>
    private static string[] Messages(string path) =>
    [
        .. File.ReadLines(path).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.TryGetProperty("source", out var source) && source.GetString() is "passes" or "load")
            .Select(line => string.Join(' ', line.EnumerateObject().Where(member => member.Name != "at").Select(member => member.Value.ToString())))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Two buses as one, from when each publisher of the second has its subscriber.</summary>
    private sealed class Both(IFleetBus one, ZmqFleetBus other) : IFleetBus
    {
        private Task? _heard;

        public async ValueTask JoinAsync(FleetProcess process)
        {
            await one.JoinAsync(process);
            await other.JoinAsync(process);
        }

        public async ValueTask PublishAsync(string subject, ReadOnlyMemory<byte> payload)
        {
            await (_heard ??= other.HeardAsync(CancellationToken.None).WaitAsync(Patience.Limit));
            await one.PublishAsync(subject, payload);
            await other.PublishAsync(subject, payload);
        }

        public IDisposable Serve(string service, string instance, Func<ReadOnlyMemory<byte>> answer) => one.Serve(service, instance, answer);
    }
}
