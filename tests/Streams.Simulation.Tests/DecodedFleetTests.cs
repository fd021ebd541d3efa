using Streams.Decoding;
using Streams.Dynamo.Decoding;
using Streams.Dynamo.Naming;
using Streams.Events;
using Streams.Simulation;

namespace Streams.Simulation.Tests;

/// <summary>A fleet of every release at once, read back by the decoders: nothing is rejected, and the numbers are the fleet's.</summary>
public sealed class DecodedFleetTests
{
    private static readonly FleetOptions Options = new() { Releases = FleetOptions.SupportedReleases, Workers = 2, Rate = 300 };

    [Fact]
    public async Task Decode_HitsOfEveryRelease_HaveTheFleetsSums()
    {
        var (bus, fleet) = await RecordingBus.RunAsync(Options, 3000);

        var events = Decode(new HitRateDecoder(), Published(bus, DynamoSubjects.HitRateTopic));

        foreach (var worker in fleet.Workers)
        {
            Assert.Equal(worker.IslBlocks, Sum(events, worker.Id, "isl_blocks"));
            Assert.Equal(worker.OverlapBlocks, Sum(events, worker.Id, "overlap_blocks"));
        }
    }

    [Fact]
    public async Task Decode_LoadsOfEveryRelease_HaveTheFleetsLastReports()
    {
        var (bus, fleet) = await RecordingBus.RunAsync(Options, 3000);

        var events = Decode(new LoadDecoder(), Published(bus, DynamoSubjects.LoadTopic));

        foreach (var worker in fleet.Workers)
        {
            var blocks = events.LastOrDefault(e => e.Worker == worker.Id.ToString() && e.Fields.ContainsKey("kv_active_blocks")).Fields?["kv_active_blocks"];
            Assert.Equal(worker.Reported?.ActiveBlocks, blocks);
            Assert.Equal(worker.Predictions, events.Count(e => e.Worker == worker.Id.ToString() && e.Fields.ContainsKey("router_active_blocks")));
        }
    }

    [Fact]
    public async Task Decode_PassesOfEveryRelease_HaveTheFleetsTokens()
    {
        var (bus, fleet) = await RecordingBus.RunAsync(Options, 3000);

        var events = Decode(new ForwardPassDecoder(), Published(bus, DynamoSubjects.ForwardPassTopic));

        foreach (var worker in fleet.Workers)
        {
            Assert.Equal(worker.PrefillComputedTokens, Sum(events, worker.Id, "scheduled_prefill_tokens"));
            Assert.Equal(worker.PrefillReusedTokens, Sum(events, worker.Id, "scheduled_prefill_kv_tokens"));
        }
    }

    [Fact]
    public async Task Decode_AnswersOfEveryRelease_HaveTheFleetsLoads()
    {
        var (bus, fleet) = await RecordingBus.RunAsync(Options, 3000);

        var decoder = new StatsDecoder(ServiceNames.All("dynamo", "backend"), "load_metrics");
        var events = Decode(decoder, bus.Services.Select(s => ("$SRV.STATS", s.Answer().ToArray())));

        var told = fleet.Workers.Where(w => Version.Parse(w.Release) < new Version(0, 6, 1)).ToList();
        Assert.Equal(told.Select(w => (w.Id.ToString(), (double)w.Load.ActiveBlocks)), events.Select(e => (e.Worker, e.Fields["kv_active_blocks"])));
        Assert.Equal(told.Select(w => (double)w.Load.HitRate), events.Select(e => e.Fields["gpu_prefix_cache_hit_rate"]));
    }

    private static IEnumerable<(string Subject, byte[] Payload)> Published(RecordingBus bus, string topic) =>
        bus.Messages.Where(m => m.Subject.EndsWith('.' + topic));

    private static double Sum(IEnumerable<(string Worker, Dictionary<string, double> Fields)> events, ulong worker, string field) =>
        events.Where(e => e.Worker == worker.ToString()).Sum(e => e.Fields[field]);

    private static List<(string Worker, Dictionary<string, double> Fields)> Decode(IDecoder decoder, IEnumerable<(string Subject, byte[] Payload)> messages)
    {
        var decoded = new List<(string, Dictionary<string, double>)>();
        var fields = decoder.Schema.Fields;
        foreach (var (subject, payload) in messages)
        {
            var batch = new MessageBatch();
            batch.Clear(0, fields.Count);
            batch.Begin(0);
            decoder.Decode(subject, payload, batch.Writer);
            batch.End();
            Assert.Equal(MessageReason.None, batch[0].Reason);
            for (var i = 0; i < batch.EventCount; i++)
            {
                var record = batch.EventAt(i);
                Assert.Equal(EventReason.None, record.Reason);
                if (record.IsBeat) continue;
                var values = batch.Values.AsSpan(record.FirstValue, fields.Count).ToArray();
                decoded.Add((record.Keys!.Worker, fields.Zip(values).Where(f => !double.IsNaN(f.Second)).ToDictionary(f => f.First, f => f.Second)));
            }
        }

        return decoded;
    }
}
