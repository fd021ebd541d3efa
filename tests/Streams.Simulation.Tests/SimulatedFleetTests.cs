using System.Text;
using System.Text.Json;
using Streams.Simulation;

namespace Streams.Simulation.Tests;

public sealed class SimulatedFleetTests
{
    [Fact]
    public async Task RunAsync_SameSeed_SendsTheSameBytes()
    {
        var options = new FleetOptions { Releases = FleetOptions.SupportedReleases, Workers = 2, Rate = 200, Seed = 7 };

        var (first, _) = await RecordingBus.RunAsync(options, 1500);
        var (second, _) = await RecordingBus.RunAsync(options, 1500);

        Assert.True(first.Messages.Count >= 1500);
        Assert.Equal(first.Messages.Select(Text), second.Messages.Select(Text));
        Assert.Equal(first.Answers, second.Answers);
    }

    [Fact]
    public async Task RunAsync_OtherSeed_SendsOtherBytes()
    {
        var (first, _) = await RecordingBus.RunAsync(new FleetOptions { Seed = 1 }, 100);
        var (second, _) = await RecordingBus.RunAsync(new FleetOptions { Seed = 2 }, 100);

        Assert.NotEqual(first.Messages.Select(Text), second.Messages.Select(Text));
    }

    [Fact]
    public async Task Workers_AfterHits_HaveTheSumsThatWereSent()
    {
        var (bus, fleet) = await RecordingBus.RunAsync(new FleetOptions { Workers = 5 }, 1000);

        foreach (var worker in fleet.Workers)
        {
            var hits = Json(bus, "kv-hit-rate", worker.Id);
            Assert.Equal(hits.Count, worker.HitEvents);
            Assert.Equal(hits.Sum(h => h.GetProperty("isl_blocks").GetInt64()), worker.IslBlocks);
            Assert.Equal(hits.Sum(h => h.GetProperty("overlap_blocks").GetInt64()), worker.OverlapBlocks);
            Assert.InRange(worker.OverlapBlocks, 1, worker.IslBlocks);
        }
    }

    [Fact]
    public async Task Workers_AfterReports_HaveTheLastThatWasSent()
    {
        var (bus, fleet) = await RecordingBus.RunAsync(new FleetOptions { Workers = 5 }, 1000);

        foreach (var worker in fleet.Workers)
        {
            var reports = Json(bus, "kv_metrics", worker.Id);
            var last = reports[^1].GetProperty("data");
            Assert.Equal(reports.Count, worker.LoadReports);
            Assert.Equal(worker.Reported!.Value.ActiveSlots, last.GetProperty("worker_stats").GetProperty("request_active_slots").GetInt32());
            Assert.Equal(worker.Reported!.Value.ActiveBlocks, last.GetProperty("kv_stats").GetProperty("kv_active_blocks").GetInt32());
            Assert.Equal(worker.Load.ActiveBlocks, worker.Reported!.Value.ActiveBlocks);
            Assert.Equal(worker.Load.Waiting, worker.Reported!.Value.Waiting);
        }
    }

    [Fact]
    public async Task Answer_OfALoadedWorker_StatesItsLoad()
    {
        var (bus, fleet) = await RecordingBus.RunAsync(new FleetOptions { Releases = ["0.3.2"], Workers = 3, Rate = 100 }, 700);

        foreach (var (worker, answer) in fleet.Workers.Zip(bus.Answers))
        {
            using var document = JsonDocument.Parse(answer);
            var data = document.RootElement.GetProperty("endpoints")[0].GetProperty("data");
            Assert.Equal(worker.Load.ActiveBlocks, data.GetProperty("kv_stats").GetProperty("kv_active_blocks").GetInt32());
            Assert.Equal(worker.Load.ActiveSlots, data.GetProperty("worker_stats").GetProperty("request_active_slots").GetInt32());
            Assert.Equal(worker.Load.TotalSlots, data.GetProperty("worker_stats").GetProperty("request_total_slots").GetInt32());
            Assert.InRange(worker.Load.ActiveSlots, 0, worker.Load.TotalSlots);
            Assert.InRange(worker.Load.ActiveBlocks, 0, worker.Load.TotalBlocks);
        }
    }

    [Fact]
    public async Task Workers_AfterPasses_HaveTheTokensThatWereSent()
    {
        var (bus, fleet) = await RecordingBus.RunAsync(new FleetOptions { Releases = ["1.6.0"], Workers = 2, Rate = 20 }, 1000);

        foreach (var worker in fleet.Workers)
        {
            var passes = bus.Messages.Where(m => m.Subject.EndsWith("forward-pass-metrics") && Contains(m.Payload, worker.Id)).ToList();
            Assert.Equal(passes.Count, worker.Passes);
            // The first of each name is the scheduled part's.
            Assert.Equal(passes.Sum(p => PackNumber.Behind(p.Payload, "sum_prefill_tokens")), worker.PrefillComputedTokens);
            Assert.Equal(passes.Sum(p => PackNumber.Behind(p.Payload, "sum_prefill_kv_tokens")), worker.PrefillReusedTokens);
            var last = passes[^1].Payload;
            Assert.Equal(PackNumber.Behind(last, "num_prefill_requests") + PackNumber.Behind(last, "num_decode_requests"), worker.PassSlots);
            Assert.True(worker.PrefillComputedTokens > 0 && worker.PrefillReusedTokens > 0);
        }
    }

    [Fact]
    public async Task RunAsync_IdleFleetOf16_BeatsOnceASecondAndReportsNothing()
    {
        var (bus, _) = await RecordingBus.RunAsync(new FleetOptions { Releases = ["1.6.0"], Workers = 2, Rate = 0 }, 20);

        Assert.All(bus.Messages, m => Assert.EndsWith("forward-pass-metrics", m.Subject));
        Assert.All(bus.Messages, m => Assert.Equal(0, PackNumber.Behind(m.Payload, "num_decode_requests")));
        var first = bus.Messages.Where(m => m.Payload.AsSpan(5, 20).SequenceEqual(bus.Messages[0].Payload.AsSpan(5, 20)));
        var times = first.Select(m => PackNumber.Behind(m.Payload, "published_at")).ToList();
        Assert.All(times.Zip(times.Skip(1), (a, b) => b - a), gap => Assert.InRange(gap, 999, 1001));
    }

    [Fact]
    public async Task RunAsync_LimitedRequests_DrainsAndThenIsIdle()
    {
        using var stop = new CancellationTokenSource();
        var fleet = new SimulatedFleet(new FleetOptions { Releases = ["0.4.1", "1.6.0"], Workers = 2, Requests = 100 });
        var run = fleet.RunAsync(new InProcessFleetBus(), new JumpingTime(JumpingTime.Start), stop.Token);

        await fleet.Drained;
        await stop.CancelAsync();
        await run;

        Assert.All(fleet.Workers, w => Assert.Equal((0, 0, 0), (w.Load.ActiveSlots, w.Load.ActiveBlocks, w.PassSlots)));
        Assert.All(fleet.Workers, w => Assert.True(w.Reported is null || w.Reported.Value.ActiveBlocks == 0));
        Assert.InRange(fleet.Workers.Sum(w => w.HitEvents), 1, 100);
    }

    [Fact]
    public async Task RunAsync_Twice_Throws()
    {
        var fleet = new SimulatedFleet(new FleetOptions());
        await fleet.RunAsync(new InProcessFleetBus(), TimeProvider.System, new CancellationToken(canceled: true));

        await Assert.ThrowsAsync<InvalidOperationException>(() => fleet.RunAsync(new InProcessFleetBus(), TimeProvider.System, default));
    }

    [Fact]
    public async Task Workers_OfSeveralReleases_HaveDistinctIdsBeyondADouble()
    {
        var (_, fleet) = await RecordingBus.RunAsync(new FleetOptions { Releases = FleetOptions.SupportedReleases, Workers = 3 }, 10);

        Assert.Equal(45, fleet.Workers.Select(w => w.Id).Distinct().Count());
        Assert.All(fleet.Workers, w => Assert.InRange(w.Id, 1UL << 53, (ulong)long.MaxValue));
    }

    [Fact]
    public void Validate_EverythingWrong_ReportsEveryProblem()
    {
        var options = new FleetOptions { Workers = 0, Rate = double.NaN, Requests = -1, Releases = ["0.3.3", "0.4.1", "0.4.1"], Namespace = "", Component = "a.*", Endpoint = "x y" };

        Assert.Equal(8, options.Validate().Count);
        Assert.Empty(new FleetOptions().Validate());
        Assert.Throws<ArgumentException>(() => new SimulatedFleet(options));
    }

    private static string Text((string Subject, byte[] Payload) message) => message.Subject + ' ' + Convert.ToHexString(message.Payload);

    private static bool Contains(byte[] payload, ulong id) => payload.AsSpan().IndexOf(Encoding.ASCII.GetBytes(id.ToString())) >= 0;

    private static List<JsonElement> Json(RecordingBus bus, string topic, ulong worker) =>
        [.. bus.Messages.Where(m => m.Subject.EndsWith(topic)).Select(m => JsonElement.Parse(m.Payload)).Where(m => m.GetProperty("worker_id").GetUInt64() == worker)];
}
