using Streams.Dynamo.Decoding;
using Streams.Testing.Support;

namespace Streams.Dynamo.Tests.Decoding;

public sealed class ForwardPassDecoderTests
{
    private const string Worker = "a9 'worker_id' b3 '7587899121693855539' a7 'dp_rank' 01";
    private const string Scheduled = "b2 'scheduled_requests' 87 b4 'num_prefill_requests' 01 b2 'sum_prefill_tokens' 64 b2 'var_prefill_length' c0"
        + "b5 'sum_prefill_kv_tokens' cd 0252 b3 'num_decode_requests' 02 b4 'sum_decode_kv_tokens' cd 2520 b4 'var_decode_kv_tokens' cb 0000000000000000";

    private const string Queued = "af 'queued_requests' 86 b4 'num_prefill_requests' 03 b2 'sum_prefill_tokens' 32 b2 'var_prefill_length' c0"
        + "b3 'num_decode_requests' 04 b4 'sum_decode_kv_tokens' 05 b4 'var_decode_kv_tokens' c0";

    private const string Idle = "b2 'scheduled_requests' 85 b4 'num_prefill_requests' 00 b2 'sum_prefill_tokens' 00"
        + "b5 'sum_prefill_kv_tokens' 00 b3 'num_decode_requests' 00 b4 'sum_decode_kv_tokens' 00";

    private const string Numbers = "scheduled_prefill_requests=1 scheduled_prefill_tokens=100 scheduled_prefill_kv_tokens=594 scheduled_decode_requests=2 scheduled_decode_kv_tokens=9504"
        + " queued_prefill_requests=3 queued_prefill_tokens=50 queued_decode_requests=4 queued_decode_kv_tokens=5 request_active_slots=3 num_requests_waiting=7";

    private const string IdleNumbers = "scheduled_prefill_requests=0 scheduled_prefill_tokens=0 scheduled_prefill_kv_tokens=0 scheduled_decode_requests=0 scheduled_decode_kv_tokens=0"
        + " queued_prefill_requests=3 queued_prefill_tokens=50 queued_decode_requests=4 queued_decode_kv_tokens=5 request_active_slots=0 num_requests_waiting=7";

    [Theory]
    [InlineData($"86 a7 'version' 01 {Worker} a9 'wall_time' cb 3f889374bc6a7efa {Scheduled} {Queued}", $"7587899121693855539/1 {Numbers} pass_seconds=0.012")]
    [InlineData($"85 {Worker} a9 'wall_time' 00 {Scheduled} {Queued}", $"7587899121693855539/1 {Numbers} pass_seconds=0")]
    [InlineData($"86 a7 'version' c0 {Worker} a9 'wall_time' c0 {Scheduled} {Queued}", $"7587899121693855539/1 {Numbers}")]
    [InlineData($"85 {Worker} a9 'wall_time' cb 0000000000000000 {Idle} {Queued}", $"7587899121693855539/1 {IdleNumbers}")]
    [InlineData($"85 {Worker} a9 'wall_time' ca 3f000000 {Idle} {Queued}", $"7587899121693855539/1 {IdleNumbers} pass_seconds=0.5")]
    [InlineData($"84 a9 'worker_id' 09 {Queued} a3 'new' c4 02 0000 {Scheduled}", $"9/0 {Numbers}")]
    public void Decode_Pass_IsAnEvent(string payload, string expected) =>
        Assert.Equal([expected], Decoded.By(new ForwardPassDecoder(), Wire.Pass(payload)));

    [Theory]
    [InlineData($"85 a7 'version' 02 {Worker} {Scheduled} {Queued}", "!malformed")]
    [InlineData($"85 a7 'version' a1 '1' {Worker} {Scheduled} {Queued}", "!malformed")]
    [InlineData($"84 {Worker} {Scheduled} af 'queued_requests' 90", "!malformed")]
    [InlineData($"83 a9 'worker_id' a6 'worker' {Scheduled} {Queued}", "!bad_key")]
    [InlineData($"84 a9 'worker_id' 01 a9 'wall_time' cb 7ff8000000000000 {Scheduled} {Queued}", "!out_of_range")]
    [InlineData($"85 {Worker} {Scheduled} {Queued} af 'queued_requests' 81 b4 'num_prefill_requests' cf 0020000000000001", "!out_of_range")]
    [InlineData($"85 {Worker} {Scheduled} {Queued} af 'queued_requests' 81 b4 'num_prefill_requests' ff", "!negative")]
    [InlineData($"82 {Scheduled} {Queued}", "!missing_field")]
    [InlineData($"83 {Worker} {Scheduled}", "!missing_field")]
    [InlineData($"84 {Worker} {Scheduled} af 'queued_requests' c0", "!missing_field")]
    [InlineData($"84 {Worker} {Scheduled} af 'queued_requests' 81 b4 'num_prefill_requests' c0", "!missing_field")]
    public void Decode_BrokenPass_TellsTheFirstReason(string payload, string expected) =>
        Assert.Equal([expected], Decoded.By(new ForwardPassDecoder(), Wire.Pass(payload)));

    [Fact]
    public void Decode_Json_IsMalformed() =>
        Assert.Equal(["message !malformed"], Decoded.By(new ForwardPassDecoder(), """{"version":1}"""));
}
