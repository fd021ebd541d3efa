using Streams.Definition;
using Streams.Dynamo.Decoding;
using Streams.Lane;
using Streams.Testing.Support;

namespace Streams.Dynamo.Tests.Decoding;

public sealed class LoadDecoderTests
{
    [Theory]
    [InlineData(
        """{"worker_id":7587888657184927289,"data":{"worker_stats":{"data_parallel_rank":null,"request_active_slots":3,"request_total_slots":1024,"num_requests_waiting":0},"kv_stats":{"kv_active_blocks":768,"kv_total_blocks":12894,"gpu_cache_usage_perc":0.05956259,"gpu_prefix_cache_hit_rate":0.42},"spec_decode_stats":null}}""",
        "7587888657184927289/0 request_active_slots=3 request_total_slots=1024 num_requests_waiting=0 kv_active_blocks=768 kv_total_blocks=12894 gpu_cache_usage_perc=0.05956259 gpu_prefix_cache_hit_rate=0.42")]
    [InlineData(
        """{"worker_id":0,"data":{"worker_stats":{"data_parallel_rank":5,"request_active_slots":3,"request_total_slots":4,"num_requests_waiting":0},"kv_stats":{"kv_active_blocks":1,"kv_total_blocks":2,"gpu_cache_usage_perc":null,"gpu_prefix_cache_hit_rate":1e-7},"spec_decode_stats":{"num_drafts":1}}}""",
        "0/5 request_active_slots=3 request_total_slots=4 num_requests_waiting=0 kv_active_blocks=1 kv_total_blocks=2 gpu_prefix_cache_hit_rate=1E-07")]
    [InlineData(
        """{"worker_id":0,"data":{"worker_stats":{"data_parallel_rank":null,"request_active_slots":3,"request_total_slots":4,"num_requests_waiting":0},"kv_stats":{"kv_active_blocks":1,"kv_total_blocks":2,"gpu_cache_usage_perc":null,"gpu_prefix_cache_hit_rate":null},"spec_decode_stats":null}}""",
        "0/0 request_active_slots=3 request_total_slots=4 num_requests_waiting=0 kv_active_blocks=1 kv_total_blocks=2")]
    [InlineData(
        """{"data":{"kv_stats":{"kv_active_blocks":1,"kv_total_blocks":2},"worker_stats":{"request_active_slots":3,"request_total_slots":4}},"worker_id":18446744073709551615}""",
        "18446744073709551615/0 request_active_slots=3 request_total_slots=4 kv_active_blocks=1 kv_total_blocks=2")]
    public void Decode_LoadEvent_IsAnEvent(string payload, string expected) =>
        Assert.Equal([expected], Decoded.By(new LoadDecoder(), payload));

    [Theory]
    [InlineData("""{"worker_id":1,"data":{"worker_stats":{"request_active_slots":3},"kv_stats":{"kv_active_blocks":1,"kv_total_blocks":2}}}""", "!missing_field")]
    [InlineData("""{"worker_id":1,"data":{"worker_stats":null,"kv_stats":{"kv_active_blocks":1,"kv_total_blocks":2}}}""", "!missing_field")]
    [InlineData("""{"worker_id":1,"data":{"worker_stats":3,"kv_stats":{"kv_active_blocks":1,"kv_total_blocks":2}}}""", "!malformed")]
    [InlineData("""{"worker_id":"x","data":[]}""", "!malformed")]
    [InlineData("""{"worker_id":1,"data":{"val":10}}""", "!missing_field")]
    [InlineData("""{"worker_id":1,"data":{"request_active_slots":"3"}}""", "!not_a_number")]
    [InlineData("""{"worker_id":"x","data":{"request_active_slots":"3"}}""", "!bad_key")]
    [InlineData("""{"worker_id":3,"active_decode_blocks":1e16,"active_prefill_tokens":null}""", "!out_of_range")]
    [InlineData("""{"worker_id":3,"active_decode_blocks":null,"active_prefill_tokens":18446744073709551615}""", "!out_of_range")]
    [InlineData("""{"worker_id":3,"active_decode_blocks":-5,"active_prefill_tokens":null}""", "!negative")]
    [InlineData("{}", "!missing_field")]
    public void Decode_BrokenReport_TellsTheFirstReason(string payload, string expected) =>
        Assert.Equal([expected], Decoded.By(new LoadDecoder(), payload));

    [Theory]
    [InlineData("""{"worker_id":3,"dp_rank":1,"active_decode_blocks":768,"active_prefill_tokens":null}""", "3/1 kv_active_blocks=768")]
    [InlineData("""{"worker_id":3,"dp_rank":1,"active_decode_blocks":770,"active_prefill_tokens":2048}""", "3/1 router_active_blocks=770 active_prefill_tokens=2048")]
    [InlineData("""{"worker_id":3,"dp_rank":1,"active_decode_blocks":770,"active_prefill_tokens":0}""", "3/1 router_active_blocks=770 active_prefill_tokens=0")]
    [InlineData("""{"worker_id":3,"dp_rank":1,"active_decode_blocks":null,"active_prefill_tokens":5}""", "3/1 active_prefill_tokens=5")]
    [InlineData("""{"worker_id":3,"active_decode_blocks":5,"active_prefill_tokens":null,"kv_used_blocks":9}""", "3/0 kv_active_blocks=9")]
    [InlineData("""{"worker_id":3,"active_decode_blocks":5,"active_prefill_tokens":1,"kv_used_blocks":9}""", "3/0 router_active_blocks=5 active_prefill_tokens=1")]
    public void Decode_ActiveLoad_TellsReportsFromPredictions(string payload, string expected) =>
        Assert.Equal([expected], Decoded.By(new LoadDecoder(), payload));

    [Theory]
    [InlineData("""{"worker_id":3,"dp_rank":0,"active_decode_blocks":null,"active_prefill_tokens":null}""")]
    [InlineData("""{"worker_id":3,"data":null}""")]
    public void Decode_AllNull_IsNoEventAndNoError(string payload) => Assert.Empty(Decoded.By(new LoadDecoder(), payload));

    [Fact]
    public void Decode_ComputedEnvelope_IsAnEvent()
    {
        var payload = Convert.FromHexString(
            "85ac7075626c69736865725f6964cf694d988806b92e39a873657175656e63652aac7075626c69736865645f6174cf0000019c1c38a400a5746f706963aa6b765f6d657472696373"
            + "a77061796c6f6164c44c84a9776f726b65725f6964cf694d988806b92e39a764705f72616e6b00b46163746976655f6465636f64655f626c6f636b73cd0300"
            + "b56163746976655f70726566696c6c5f746f6b656e73c0");
        Assert.Equal(["7587888657184927289/0 kv_active_blocks=768"], Decoded.By(new LoadDecoder(), payload));
    }

    [Theory]
    [InlineData("85 a9 'worker_id' cf ffffffffffffffff a7 'dp_rank' 01 b4 'active_decode_blocks' c0 b5 'active_prefill_tokens' c0 ae 'kv_used_blocks' cd 0136", "18446744073709551615/1 kv_active_blocks=310")]
    [InlineData("84 ae 'kv_used_blocks' 07 a3 'new' 92 81 a1 'a' c0 d4 01 02 a9 'worker_id' 05 c0 c2", "5/0 kv_active_blocks=7")]
    [InlineData("82 a9 'worker_id' 05 ae 'kv_used_blocks' c3", "!not_a_number")]
    [InlineData("81 ae 'kv_used_blocks' 07", "!missing_field")]
    public void Decode_EnvelopedLoad_ReadsWhatIsThere(string payload, string expected) =>
        Assert.Equal([expected], Decoded.By(new LoadDecoder(), Wire.Load(payload)));

    [Fact]
    public void Decode_EnvelopeOfAnotherTopic_IsNoEventAndNoError() =>
        Assert.Empty(Decoded.By(new LoadDecoder(), Wire.Envelope("a9 'kv-events'", Wire.Bytes("c1"))));

    [Theory]
    [InlineData("82 a5 'topic' aa 'kv_metrics' ac 'published_at' 00")]
    [InlineData("81 a7 'payload' c4 01 80")]
    [InlineData("82 a5 'topic' 05 a7 'payload' c4 01 80")]
    [InlineData("82 a5 'topic' aa 'kv_metrics' a7 'payload' a1 'x'")]
    [InlineData("82 a5 'topic' aa 'kv_metrics' a7 'payload' c6 ffffffff 80")]
    [InlineData("82 a5 'topic' aa 'kv_metrics' a7 'payload' c4 01 80 00")]
    [InlineData("83 a8 'sequence' a1 '1' a5 'topic' aa 'kv_metrics' a7 'payload' c4 01 80")]
    [InlineData("83 a8 'sequence' ff a5 'topic' aa 'kv_metrics' a7 'payload' c4 01 80")]
    [InlineData("83 ac 'publisher_id' d3 ffffffffffffffff a5 'topic' aa 'kv_metrics' a7 'payload' c4 01 80")]
    [InlineData("df ffffffff a1 'a' dd ffffffff c0")]
    [InlineData("80")]
    public void Decode_BrokenEnvelope_IsMalformed(string payload) =>
        Assert.Equal(["message !malformed"], Decoded.By(new LoadDecoder(), Wire.Bytes(payload)));

    [Fact]
    public void Decode_Envelopes_CountsWhatIsMissingOfEachSequenceUnderOneId()
    {
        var definition = new SourceDefinition { Name = "load", Schema = LoadDecoder.EventSchema, CreateDecoder = () => new LoadDecoder() };
        var input = new SourceInput(definition, 0, new LaneQueue(100), TimeProvider.System, new LaneListener(), maxSequences: 100);
        foreach (byte sequence in (byte[])[50, 3, 51, 4, 52, 7])
        {
            input.Receive("subject", Wire.Load("82 a9 'worker_id' 05 ae 'kv_used_blocks' 07", sequence: sequence));
        }

        Assert.Equal(2, input.Missed);
    }
}
