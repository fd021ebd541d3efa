using System.Text.Json;
using Streams.Decoding;
using Streams.Dynamo.Naming;
using Streams.Dynamo.Registry;
using Streams.Events;

namespace Streams.Dynamo.Tests.Registry;

/// <summary>What changes of discovery say of workers (D5), on the timelines of real fleets and by hand.</summary>
public sealed class DiscoveryDecoderTests
{
    private const string Card = "v1/mdc/dynamo/backend/generate/7";
    private const string Endpoint = "v1/instances/dynamo/backend/generate/7";
    private const string Channel = "v1/event_channels/namespace/dynamo/component/backend/endpoint/generate/topic/kv_metrics/99";
    private const string EndpointValue = """{"type":"Endpoint","component":"backend","endpoint":"generate","namespace":"dynamo","instance_id":7}""";
    private const string ChannelValue = """{"type":"EventChannel","topic":"kv_metrics","instance_id":153,"$worker":"7","$pod":"engine-0"}""";

    private readonly DiscoveryDecoder _decoder = new(new NamespacePattern("*"));

    private static IEnumerable<JsonElement> Samples =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Samples", "discovery.ndjson")).Select(line => JsonDocument.Parse(line).RootElement);

    [Fact]
    public void Decode_RealTimelines_TellEachWorkerAsItsCardDoes()
    {
        var runs = Samples.GroupBy(line => $"{line.GetProperty("release")} {line.GetProperty("run")} {line.GetProperty("backend")}").ToArray();
        Assert.Equal(6, runs.Length);
        foreach (var run in runs)
        {
            var decoder = new DiscoveryDecoder(new NamespacePattern("dynamo"));
            Dictionary<string, DecodedEvent> told = [];
            foreach (var line in run)
            {
                foreach (var e in DecodeLine(decoder, line)?.Events ?? []) told[e.Keys["worker_id"]] = e;
            }

            var cards = run.Where(line => line.TryGetProperty("worker", out _)).Select(line => line.GetProperty("worker")).ToArray();
            Assert.Equal(2, cards.Length);
            Assert.Equal(cards.Select(card => card.GetProperty("worker_id").GetString()).Order(), told.Keys.Order());
            Assert.All(cards, card => AssertTold(card, told[card.GetProperty("worker_id").GetString()!]));
        }
    }

    [Fact]
    public void Decode_RealTimelines_SayGoodbyeToTheWorkerThatEnds()
    {
        foreach (var run in Samples.GroupBy(line => $"{line.GetProperty("release")} {line.GetProperty("run")} {line.GetProperty("backend")}"))
        {
            var decoder = new DiscoveryDecoder(new NamespacePattern("dynamo"));
            HashSet<string> gone = [], removed = [];
            var isEnding = false;
            foreach (var line in run)
            {
                isEnding |= line.TryGetProperty("mark", out var mark) && mark.GetString()!.StartsWith("SIGTERM to one engine", StringComparison.Ordinal);
                if (DecodeLine(decoder, line) is not { } message) continue;
                if (line.TryGetProperty("delete", out var key) && key.GetString()!.StartsWith("v1/mdc/", StringComparison.Ordinal))
                {
                    removed.Add(Convert.ToUInt64(key.GetString()!.Split('/')[5], 16).ToString(System.Globalization.CultureInfo.InvariantCulture));
                }

                Assert.True(isEnding || message.Goodbyes.Count == 0, run.Key);
                gone.UnionWith(message.Goodbyes.Select(keys => keys.Worker));
            }

            Assert.NotEmpty(gone);
            Assert.Equal(removed.Order(), gone.Order());
        }
    }

    [Fact]
    public void Decode_CardAndEndpoint_RegisterInAnyOrder()
    {
        Assert.Empty(Put(Card, CardValue()).Events);
        Assert.Equal("7 backend dynamo m aggregated engine-9 | registered=1 ranks=2 kv_total_blocks=4096 request_total_slots=128 kv_block_tokens=16",
            Line(Assert.Single(Put(Endpoint, EndpointValue).Events)));
        var other = new DiscoveryDecoder(new NamespacePattern("dynamo"));
        Assert.Empty(DecodedMessage.By(other, EndpointValue, Endpoint).Events);
        Assert.Single(DecodedMessage.By(other, CardValue(), Card).Events);
    }

    [Fact]
    public void Decode_PodOfTheResource_ComesBeforeTheHostName()
    {
        Put(Endpoint, EndpointValue);
        Assert.Equal("engine-0", Assert.Single(Put(Card, CardValue(pod: "engine-0")).Events).Keys["pod"]);
    }

    [Theory]
    [InlineData("null", "null", "7 backend dynamo m aggregated engine-9 | registered=1 ranks=2 kv_block_tokens=16")]
    [InlineData("-1", "\"x\"", "7 backend dynamo m aggregated engine-9 | registered=1 ranks=2 kv_block_tokens=16")]
    public void Decode_TotalsThatAreNone_AreAbsent(string blocks, string slots, string expected)
    {
        Put(Endpoint, EndpointValue);
        Assert.Equal(expected, Line(Assert.Single(Put(Card, CardValue(blocks, slots)).Events)));
    }

    [Theory]
    [InlineData(Card)]
    [InlineData(Endpoint)]
    public void Decode_CardOrEndpointGoes_IsAGoodbye(string key)
    {
        Register();
        Assert.Equal(["7"], Workers(Remove(key).Goodbyes));
        Assert.Empty(Remove(key).Goodbyes);
    }

    [Fact]
    public void Decode_LastChannelGoes_IsAGoodbyeAndAnotherTakesItBack()
    {
        Register();
        Put(Channel, ChannelValue);
        Assert.Empty(Put(Channel + "9", ChannelValue).Events);
        Assert.Empty(Remove(Channel).Goodbyes);
        Assert.Equal(["7"], Workers(Remove(Channel + "9").Goodbyes));
        Assert.Single(Put(Channel, ChannelValue).Events);
    }

    [Fact]
    public void Decode_ChannelGoesAfterTheWorker_IsAGoodbyeOfWhatItSentMeanwhile()
    {
        Register();
        Put(Channel, ChannelValue);
        Remove(Endpoint);
        Assert.Equal(["7"], Workers(Remove(Channel).Goodbyes));
    }

    [Fact]
    public void Decode_ChannelOfNobodyKnown_SaysNothing()
    {
        Register();
        Assert.Empty(Put(Channel, """{"type":"EventChannel","topic":"kv_metrics","instance_id":153}""").Events);
        Assert.Empty(Remove(Channel).Goodbyes);
    }

    [Fact]
    public void Decode_AdaptersCard_CountsTheWorkerOnce()
    {
        Register();
        Assert.Equal("m", Assert.Single(Put(Card + "/lora", CardValue(model: "m-lora")).Events).Keys["model"]);
        Assert.Empty(Remove(Card + "/lora").Goodbyes);
        Put(Card + "/lora", CardValue(model: "m-lora"));
        Assert.Equal("m-lora", Assert.Single(Remove(Card).Events).Keys["model"]);
    }

    [Fact]
    public void Decode_Connections_AreSignsOfLifeUntilTheWorkerHasGone()
    {
        const string open = """{"worker_id":"7","open":true}""";
        Assert.Equal(["7"], Workers(Put("connections/7", open).Beats));
        Register();
        Assert.Equal(["7"], Workers(Put("connections/7", open).Beats));
        Remove(Endpoint);
        Assert.Empty(Put("connections/7", open).Beats);
        Assert.Equal(["7"], Workers(Put("connections/7", """{"worker_id":"7","open":false}""").Goodbyes));
        Assert.Equal(MessageReason.Malformed, Put("connections/7", "{}").Reason);
    }

    [Fact]
    public void Decode_ConnectionInAnotherNamespace_SaysNothing()
    {
        var decoder = new DiscoveryDecoder(new NamespacePattern("prod*"));
        Assert.Empty(DecodedMessage.By(decoder, """{"worker_id":"7","open":true,"namespace":"test"}"""u8, "connections/7").Beats);
        Assert.Equal(["7"], Workers(DecodedMessage.By(decoder, """{"worker_id":"7","open":true,"namespace":"prod-1"}"""u8, "connections/7").Beats));
    }

    [Fact]
    public void Decode_RecordsToldAgain_BringNobodyBackWhoseConnectionsStayClosed()
    {
        Register();
        Assert.Single(Put(Card, CardValue()).Events);
        Put("connections/7", """{"worker_id":"7","open":false}""");
        Assert.Empty(Put(Card, CardValue()).Events);
        Assert.Empty(Put(Endpoint, EndpointValue).Events);
        // A record that is new is a sign of life.
        Remove(Endpoint);
        Assert.Single(Put(Endpoint, EndpointValue).Events);
    }

    [Fact]
    public void Decode_ConnectionThatOpensAgain_TellsTheWorkerAgain()
    {
        Register();
        Put("connections/7", """{"worker_id":"7","open":false}""");
        var again = Put("connections/7", """{"worker_id":"7","open":true}""");
        Assert.Equal(4096, Assert.Single(again.Events).Fields["kv_total_blocks"]);
        Assert.Empty(Put("connections/7", """{"worker_id":"7","open":true}""").Events);
    }

    [Theory]
    [InlineData(Card, "{", MessageReason.Malformed)]
    [InlineData(Card, "[1]", MessageReason.Malformed)]
    [InlineData("v1/mdc/dynamo/backend/generate/xyz", "{}", MessageReason.Malformed)]
    [InlineData("v1/mdc/dynamo", "{}", MessageReason.Malformed)]
    [InlineData("namespace.dynamo.kv_metrics", "{}", MessageReason.Malformed)]
    [InlineData("v2/mdc/dynamo/backend/generate/7", "{}", MessageReason.Malformed)]
    [InlineData("v1/event_sources/namespace/dynamo/topic/kv-events/7", "{}", MessageReason.None)]
    public void Decode_WhatIsNoRecord_IsRejected(string key, string value, MessageReason reason) => Assert.Equal(reason, Put(key, value).Reason);

    [Fact]
    public void Decode_CardThatIsNone_KeepsWhatWasKnown()
    {
        Register();
        Assert.Equal([EventReason.Malformed], Put(Card, """{"type":"Model","namespace":"dynamo","component":"backend"}""").Rejections);
        Assert.Equal(4096, Assert.Single(Put(Endpoint, EndpointValue).Events).Fields["kv_total_blocks"]);
    }

    [Theory]
    [InlineData("dynamo", true)]
    [InlineData("dyn*", true)]
    [InlineData("*", true)]
    [InlineData("dyn", false)]
    [InlineData("prod*", false)]
    public void Decode_OtherNamespace_SaysNothing(string pattern, bool counts)
    {
        var decoder = new DiscoveryDecoder(new NamespacePattern(pattern));
        DecodedMessage.By(decoder, EndpointValue, Endpoint);
        Assert.Equal(counts ? 1 : 0, DecodedMessage.By(decoder, CardValue(), Card).Events.Count);
    }

    private static string CardValue(string blocks = "2048", string slots = "64", string model = "m", string pod = "") =>
        $$$"""
        {"type":"Model","namespace":"dynamo","component":"backend","endpoint":"generate","instance_id":7,
         "card_json":{"display_name":"{{{model}}}","kv_cache_block_size":16,"worker_type":"aggregated",
          "runtime_config":{"total_kv_blocks":{{{blocks}}},"max_num_seqs":{{{slots}}},"data_parallel_size":2,"stable_routing_id":"engine-9"}},
         "$pod":"{{{pod}}}"}
        """;

    private static DecodedMessage? DecodeLine(DiscoveryDecoder decoder, JsonElement line)
    {
        if (line.TryGetProperty("put", out var put)) return DecodedMessage.By(decoder, line.GetProperty("value").GetString()!, put.GetString()!);
        return line.TryGetProperty("delete", out var delete) ? DecodedMessage.By(decoder, "", delete.GetString()!) : null;
    }

    private static void AssertTold(JsonElement card, DecodedEvent told)
    {
        Assert.Equal(card.GetProperty("component").GetString(), told.Keys["component"]);
        Assert.Equal(card.GetProperty("namespace").GetString(), told.Keys["dynamo_namespace"]);
        Assert.Equal(card.GetProperty("model").GetString(), told.Keys["model"]);
        Assert.Equal(card.TryGetProperty("role", out var role) ? role.GetString() : "", told.Keys["role"]);
        foreach (var field in (string[])["ranks", "kv_total_blocks", "request_total_slots"]) Assert.Equal(card.GetProperty(field).GetDouble(), told.Fields[field]);
    }

    private static string Line(DecodedEvent e) =>
        string.Join(' ', new[] { "worker_id", "component", "dynamo_namespace", "model", "role", "pod" }.Select(key => e.Keys[key])) + " | "
        + string.Join(' ', e.Fields.Select(f => FormattableString.Invariant($"{f.Key}={f.Value}")));

    private static IEnumerable<string> Workers(IEnumerable<WorkerKey> keys) => keys.Select(key => key.Worker);

    private DecodedMessage Put(string key, string value) => DecodedMessage.By(_decoder, value, key);

    private DecodedMessage Remove(string key) => DecodedMessage.By(_decoder, "", key);

    private void Register()
    {
        Put(Card, CardValue());
        Put(Endpoint, EndpointValue);
    }
}
