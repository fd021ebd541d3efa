using Streams.Decoding;
using Streams.Dynamo.Decoding;
using Streams.Testing.Support;

namespace Streams.Dynamo.Tests.Decoding;

public sealed class StatsDecoderTests
{
    private const string Good = """{"request_active_slots":3,"request_total_slots":4,"kv_active_blocks":1,"kv_total_blocks":2}""";
    private const string Numbers = "request_active_slots=3 request_total_slots=4 kv_active_blocks=1 kv_total_blocks=2";

    [Fact]
    public void Decode_ReplyOfTheDocument_IsOneEventAndBeats() =>
        Assert.Equal(
            [
                "beat 7587888657184927289",
                "7587888657184927289/0 request_active_slots=3 request_total_slots=1024 num_requests_waiting=0 kv_active_blocks=768 kv_total_blocks=12894"
                    + " gpu_cache_usage_perc=0.05956258997321129 gpu_prefix_cache_hit_rate=0.41999998688697815",
                "beat 7587888657184927289",
            ],
            Decoded.By(Decoder(), """
                {"type":"io.nats.micro.v1.stats_response","name":"dynamo_backend","id":"bdu7nA8tbhy9mEkxIWlkBA","version":"0.0.1","started":"2025-08-08T05:07:17.720783523Z","endpoints":[{"name":"dynamo_backend-load_metrics-694d988806b92e39","subject":"dynamo_backend.load_metrics-694d988806b92e39","num_requests":0,"num_errors":0,"processing_time":0,"average_processing_time":0,"last_error":"","data":{"worker_stats":{"data_parallel_rank":null,"request_active_slots":3,"request_total_slots":1024,"num_requests_waiting":0},"kv_stats":{"kv_active_blocks":768,"kv_total_blocks":12894,"gpu_cache_usage_perc":0.05956258997321129,"gpu_prefix_cache_hit_rate":0.41999998688697815},"spec_decode_stats":null},"queue_group":"q"},{"name":"dynamo_backend-generate-694d988806b92e39","subject":"dynamo_backend.generate-694d988806b92e39","num_requests":2,"num_errors":0,"processing_time":107325,"average_processing_time":53662,"last_error":"","data":null,"queue_group":"q"}]}
                """));

    [Theory]
    [InlineData("dynamo_backend.load_metrics", "beat 0", "0/0 " + Numbers)]
    [InlineData("dynamo_backend.load_metrics-ffffffffffffffff", "beat 18446744073709551615", "18446744073709551615/0 " + Numbers)]
    [InlineData("dynamo_backend.load_metrics-0000000000000000a", "beat 10", "10/0 " + Numbers)]
    [InlineData("dynamo_backend_9ce3f3b7.load_metrics-a", "beat 10", "10/0 " + Numbers)]
    [InlineData("dynamo_backend.load_metrics-1ffffffffffffffff", "!bad_key")]
    [InlineData("dynamo_backend.load_metrics-xyz")]
    [InlineData("dynamo_backend.load_metrics-")]
    [InlineData("dynamo_backend.load_metrics_too-a", "beat 10")]
    [InlineData("dynamo_backend.load-a", "beat 10")]
    [InlineData("dynamo_backend.worker_kv_query_source_00ff-a", "beat 10")]
    [InlineData("dynamo_prefill.load_metrics-a")]
    [InlineData("dynamo_backend")]
    [InlineData("")]
    [InlineData("dynamo_backend\\u002eload_metrics-a", "beat 10", "10/0 " + Numbers)]
    public void Decode_Subject_TellsEndpointAndWorker(string subject, params string[] expected) =>
        Assert.Equal(expected, Decoded.By(Decoder(), Reply(Endpoint(subject, Good))));

    [Theory]
    [InlineData("""{"data_parallel_rank":2,"request_active_slots":3,"request_total_slots":4,"kv_active_blocks":1,"kv_total_blocks":2}""", "1/2 " + Numbers)]
    [InlineData("""{"request_active_slots":0,"request_total_slots":0,"kv_active_blocks":0,"kv_total_blocks":7}""", "1/0 request_active_slots=0 request_total_slots=0 kv_active_blocks=0 kv_total_blocks=7")]
    [InlineData("5", "!malformed")]
    [InlineData("\"\"", "!malformed")]
    [InlineData("{\"val\":10}", "!missing_field")]
    [InlineData("""{"request_active_slots":null,"request_total_slots":0,"kv_active_blocks":0,"kv_total_blocks":0}""", "!missing_field")]
    [InlineData("""{"request_active_slots":3,"request_total_slots":"4","kv_active_blocks":1}""", "!not_a_number")]
    [InlineData("""{"data_parallel_rank":true,"request_active_slots":"3"}""", "!bad_key")]
    [InlineData("""{"request_active_slots":3,"request_total_slots":4,"kv_active_blocks":1e308,"kv_total_blocks":2}""", "!out_of_range")]
    [InlineData("""{"request_active_slots":-3,"request_total_slots":4,"kv_active_blocks":1,"kv_total_blocks":2}""", "!negative")]
    [InlineData("null")]
    [InlineData("""{"request_active_slots":0,"request_total_slots":0,"kv_active_blocks":0,"kv_total_blocks":0}""")]
    public void Decode_Data_IsAnEventARejectionOrNothing(string data, params string[] expected) =>
        Assert.Equal(["beat 1", .. expected], Decoded.By(Decoder(), Reply(Endpoint("dynamo_backend.load_metrics-1", data))));

    [Fact]
    public void Decode_BrokenNeighbour_ShiftsNobody() =>
        Assert.Equal(
            ["1/0 " + Numbers, "!missing_field", "!malformed", "3/0 " + Numbers],
            Decoded.EventsBy(Decoder(), Reply(
                Endpoint("dynamo_backend.load_metrics-1", Good),
                Endpoint("dynamo_backend.load_metrics-2", "{\"val\":10}"),
                "7",
                "{\"data\":" + Good + "}",
                "{\"data\":" + Good + ",\"subject\":\"dynamo_backend.load_metrics-3\"}")));

    [Theory]
    [InlineData("""{"endpoints":[]}""")]
    [InlineData("""{"endpoints":null}""")]
    [InlineData("""{"name":"dynamo_backend"}""")]
    [InlineData("""{"endpoints":[{"subject":"dynamo_backend.load_metrics-xyz","data":{"val":10}}]}""")]
    public void Decode_NothingOfAWorker_IsNoEventAndNoError(string payload) => Assert.Empty(Decoded.By(Decoder(), payload));

    [Fact]
    public void Decode_NoData_OnlyBeats() =>
        Assert.Equal(["beat 1"], Decoded.By(Decoder(), """{"endpoints":[{"subject":"dynamo_backend.load_metrics-1","queue_group":"q"}]}"""));

    [Theory]
    [InlineData("""{"endpoints":{}}""")]
    [InlineData("""[]""")]
    [InlineData("no responders")]
    public void Decode_NoReply_IsMalformed(string payload) => Assert.Equal(["message !malformed"], Decoded.By(Decoder(), payload));

    [Fact]
    public void Decode_TornReply_ForgetsWhatItBeganWith()
    {
        var whole = Reply(Endpoint("dynamo_backend.load_metrics-1", Good));
        Assert.Equal(["message !malformed"], Decoded.By(Decoder(), whole[..^1]));
    }

    private static IDecoder Decoder() => new StatsDecoder(["dynamo_backend_9ce3f3b7", "dynamo_backend"], "load_metrics");

    private static string Endpoint(string subject, string data) => $$"""{"name":"n","subject":"{{subject}}","data":{{data}},"queue_group":"q"}""";

    private static string Reply(params string[] endpoints) => $$"""{"name":"dynamo_backend","endpoints":[{{string.Join(',', endpoints)}}]}""";
}
