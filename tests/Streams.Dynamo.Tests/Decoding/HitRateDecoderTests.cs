using Streams.Dynamo.Decoding;
using Streams.Testing.Support;

namespace Streams.Dynamo.Tests.Decoding;

public sealed class HitRateDecoderTests
{
    [Theory]
    [InlineData("""{"worker_id":7587888657184927289,"isl_blocks":32,"overlap_blocks":20}""", "7587888657184927289/0 isl_blocks=32 overlap_blocks=20")]
    [InlineData("""{"worker_id":7,"dp_rank":3,"isl_blocks":0,"overlap_blocks":20}""", "7/3 isl_blocks=0 overlap_blocks=20")]
    [InlineData("""{"worker_id":18446744073709551615,"dp_rank":4294967295,"isl_blocks":1,"overlap_blocks":0}""", "18446744073709551615/4294967295 isl_blocks=1 overlap_blocks=0")]
    [InlineData("""{"worker_id":9223372036854775808,"isl_blocks":1,"overlap_blocks":0}""", "9223372036854775808/0 isl_blocks=1 overlap_blocks=0")]
    [InlineData("""{"worker_id":-9223372036854775808,"isl_blocks":1,"overlap_blocks":0}""", "-9223372036854775808/0 isl_blocks=1 overlap_blocks=0")]
    [InlineData("""{"worker_id":"42","dp_rank":null,"isl_blocks":1,"overlap_blocks":0}""", "42/0 isl_blocks=1 overlap_blocks=0")]
    [InlineData("""{"worker_id":"\u0034\u0032","isl_blocks":1,"overlap_blocks":0}""", "42/0 isl_blocks=1 overlap_blocks=0")]
    [InlineData(""" { "overlap_blocks" : 2.0 , "new" : [{"isl_blocks":9}] , "isl_blocks" : 5e1 , "worker_id" : 1 } """, "1/0 isl_blocks=50 overlap_blocks=2")]
    [InlineData("""{"worker_id":1,"isl_blocks":9007199254740992,"overlap_blocks":2}""", "1/0 isl_blocks=9007199254740992 overlap_blocks=2")]
    [InlineData("""{"\u0077orker_id":1,"isl_blocks":5,"overlap_blocks":2}""", "1/0 isl_blocks=5 overlap_blocks=2")]
    [InlineData("""{"\ud800":1,"worker_id":1,"isl_blocks":5,"overlap_blocks":2}""", "1/0 isl_blocks=5 overlap_blocks=2")]
    public void Decode_JsonHit_IsAnEvent(string payload, string expected) =>
        Assert.Equal([expected], Decoded.By(new HitRateDecoder(), payload));

    [Theory]
    [InlineData("""{"worker_id":1,"isl_blocks":1,"overlap_blocks":0""", "message !malformed")]
    [InlineData("""{"worker_id":1,"isl_blocks":1,"overlap_blocks":0}}""", "message !malformed")]
    [InlineData("""{"worker_id":01,"isl_blocks":1,"overlap_blocks":0}""", "message !malformed")]
    [InlineData("""[{"worker_id":1,"isl_blocks":1,"overlap_blocks":0}]""", "message !malformed")]
    [InlineData("garbage", "message !malformed")]
    [InlineData("", "message !empty")]
    [InlineData("""{"worker_id":1.5,"isl_blocks":1,"overlap_blocks":0}""", "!bad_key")]
    [InlineData("""{"worker_id":1e3,"isl_blocks":1,"overlap_blocks":0}""", "!bad_key")]
    [InlineData("""{"worker_id":true,"isl_blocks":1,"overlap_blocks":0}""", "!bad_key")]
    [InlineData("""{"worker_id":"","isl_blocks":1,"overlap_blocks":0}""", "!bad_key")]
    [InlineData("""{"worker_id":"worker","isl_blocks":1,"overlap_blocks":0}""", "!bad_key")]
    [InlineData("""{"worker_id":"\ud800","isl_blocks":1,"overlap_blocks":0}""", "!bad_key")]
    [InlineData("""{"worker_id":18446744073709551616,"isl_blocks":1,"overlap_blocks":0}""", "!bad_key")]
    [InlineData("""{"worker_id":-9223372036854775809,"isl_blocks":1,"overlap_blocks":0}""", "!bad_key")]
    [InlineData("""{"worker_id":1,"dp_rank":[0],"isl_blocks":1,"overlap_blocks":0}""", "!bad_key")]
    [InlineData("""{"worker_id":1,"isl_blocks":"1","overlap_blocks":0}""", "!not_a_number")]
    [InlineData("""{"worker_id":1,"isl_blocks":1e999,"overlap_blocks":0}""", "!out_of_range")]
    [InlineData("""{"worker_id":1,"isl_blocks":true,"overlap_blocks":null}""", "!not_a_number")]
    [InlineData("""{"worker_id":1,"isl_blocks":1e308,"overlap_blocks":0}""", "!out_of_range")]
    [InlineData("""{"worker_id":1,"isl_blocks":18446744073709551615,"overlap_blocks":0}""", "!out_of_range")]
    [InlineData("""{"worker_id":1,"isl_blocks":9007199254740993,"overlap_blocks":0}""", "!out_of_range")]
    [InlineData("""{"worker_id":1,"isl_blocks":-1e999,"overlap_blocks":0}""", "!out_of_range")]
    [InlineData("""{"worker_id":1,"isl_blocks":2.5,"overlap_blocks":0}""", "!out_of_range")]
    [InlineData("""{"worker_id":1,"isl_blocks":-1,"overlap_blocks":0}""", "!negative")]
    [InlineData("""{"worker_id":1,"isl_blocks":-1,"overlap_blocks":1e308}""", "!negative")]
    [InlineData("""{"worker_id":1,"isl_blocks":1e308}""", "!missing_field")]
    [InlineData("""{"worker_id":{},"isl_blocks":true}""", "!bad_key")]
    [InlineData("""{"worker_id":null,"isl_blocks":1,"overlap_blocks":0}""", "!missing_field")]
    [InlineData("""{"isl_blocks":1,"overlap_blocks":0}""", "!missing_field")]
    [InlineData("""{"worker_id":1,"overlap_blocks":0}""", "!missing_field")]
    [InlineData("""{"worker_id":1,"isl_blocks":1,"overlap_blocks":null}""", "!missing_field")]
    [InlineData("{}", "!missing_field")]
    public void Decode_BrokenHit_TellsTheFirstReason(string payload, string expected) =>
        Assert.Equal([expected], Decoded.By(new HitRateDecoder(), payload));

    [Fact]
    public void Decode_NumberThatIsNoCount_IsRejectedAlsoWhereTheShapeIsKnown()
    {
        var decoder = new HitRateDecoder();
        foreach (var (number, expected) in new[] { ("5", "1/0 isl_blocks=5 overlap_blocks=0"), ("6", "1/0 isl_blocks=6 overlap_blocks=0"),
            ("18446744073709551615", "!out_of_range"), ("9007199254740993", "!out_of_range"), ("-3", "!negative"), ("1e308", "!out_of_range"),
            ("0.5", "!out_of_range"), ("7", "1/0 isl_blocks=7 overlap_blocks=0") })
        {
            Assert.Equal([expected], Decoded.By(decoder, $$"""{"worker_id":1,"isl_blocks":{{number}},"overlap_blocks":0}"""));
        }
    }

    [Fact]
    public void Decode_EnvelopedHit_IsAnEvent()
    {
        var payload = Wire.Hit("84 a9 'worker_id' cf 694d988806b92e39 a7 'dp_rank' 02 aa 'isl_blocks' 20 ae 'overlap_blocks' 14");
        Assert.Equal(["7587888657184927289/2 isl_blocks=32 overlap_blocks=20"], Decoded.By(new HitRateDecoder(), payload));
    }

    [Theory]
    [InlineData("84 a9 'worker_id' ff a7 'dp_rank' 02 aa 'isl_blocks' 20 ae 'overlap_blocks' 14", "-1/2 isl_blocks=32 overlap_blocks=20")]
    [InlineData("83 a9 'worker_id' c3 aa 'isl_blocks' 20 ae 'overlap_blocks' 14", "!bad_key")]
    [InlineData("83 a9 'worker_id' 01 aa 'isl_blocks' cb 7ff8000000000000 ae 'overlap_blocks' 14", "!out_of_range")]
    [InlineData("83 a9 'worker_id' 01 aa 'isl_blocks' ca 7f800000 ae 'overlap_blocks' 14", "!out_of_range")]
    [InlineData("83 a9 'worker_id' 01 aa 'isl_blocks' cf 0020000000000000 ae 'overlap_blocks' 14", "1/0 isl_blocks=9007199254740992 overlap_blocks=20")]
    [InlineData("83 a9 'worker_id' 01 aa 'isl_blocks' cf 0020000000000001 ae 'overlap_blocks' 14", "!out_of_range")]
    [InlineData("83 a9 'worker_id' 01 aa 'isl_blocks' ff ae 'overlap_blocks' 14", "!negative")]
    [InlineData("83 a9 'worker_id' 01 aa 'isl_blocks' a1 '1' ae 'overlap_blocks' 14", "!not_a_number")]
    [InlineData("82 a9 'worker_id' 01 aa 'isl_blocks' 20", "!missing_field")]
    [InlineData("83 a9 'worker_id' c0 aa 'isl_blocks' 20 ae 'overlap_blocks' 14", "!missing_field")]
    [InlineData("84 a9 'worker_id' 01 aa 'isl_blocks' 20 ae 'overlap_blocks' 14", "message !malformed")]
    [InlineData("83 a9 'worker_id' 01 aa 'isl_blocks' 20 ae 'overlap_blocks' 14 00", "message !malformed")]
    [InlineData("93 01 02 03", "message !malformed")]
    public void Decode_EnvelopedOddity_TellsWhatItIs(string payload, string expected) =>
        Assert.Equal([expected], Decoded.By(new HitRateDecoder(), Wire.Hit(payload)));
}
