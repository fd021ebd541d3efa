using System.Text;
using Streams.Decoding;
using Streams.Json;
using Streams.Testing.Support;

namespace Streams.Tests.Decoding;

public sealed class JsonDecoderTests
{
    private const string Subject = "plant.north.readings";

    [Theory]
    [InlineData("""{"sensor":{"id":"a"},"values":{"t":20.5},"p":[1,2]}""", "a/north temperature=20.5 pressure=2")]
    [InlineData("""{"p":[1,2],"t":7,"values":{},"sensor":{"id":18446744073709551615}}""", "18446744073709551615/north temperature=7 pressure=2")]
    [InlineData("""{"sensor":{"id":-0},"values":{"t":null},"t":1e-3}""", "-0/north temperature=0.001")]
    [InlineData("""{"sensor":{"id":123456789012345678901234567890}}""", "123456789012345678901234567890/north")]
    [InlineData("""{"sensor":{"id":"\u0061\n\u00e9\ud83d\udca5"},"t":1}""", "a\né💥/north temperature=1")]
    [InlineData("""{"\u0073ensor":{"i\u0064":"a"},"\ud800":1,"t":1}""", "a/north temperature=1")]
    [InlineData("""{"sensor":{"id":"a"},"t":1,"t":2}""", "a/north temperature=2")]
    [InlineData("""{"sensor":{"id":"a"},"values":{"t":1},"values":{"u":2},"t":3}""", "a/north temperature=3")]
    [InlineData("""{"sensor":{"id":"a"},"values":{"t":1},"values":4,"t":3}""", "a/north temperature=3")]
    [InlineData("""{"sensor":{"id":"a"},"p":{"0":8,"1":9}}""", "a/north pressure=9")]
    [InlineData("""{"sensor":{"id":"a"},"p":[[1],[2]],"p":[]}""", "a/north")]
    [InlineData(" \t\r\n{\"sensor\":{\"id\":\"a\"}} \n", "a/north")]
    [InlineData("\uFEFF{\"sensor\":{\"id\":\"a\"}}", "a/north")]
    [InlineData("""{"sensor":{"id":"a"},"t":-0}""", "a/north temperature=-0")]
    [InlineData("""{"sensor":{"id":"a"},"t":1e-999}""", "a/north temperature=0")]
    public void Decode_Object_IsOneEvent(string payload, string expected) =>
        Assert.Equal([expected], Decoded.By(Readings.Decoder(Readings.Mapping), payload, Subject));

    [Theory]
    [InlineData("message !malformed", "")]
    [InlineData("message !malformed", "[]")]
    [InlineData("message !malformed", "\"text\"")]
    [InlineData("message !malformed", "1")]
    [InlineData("message !malformed", "null")]
    [InlineData("message !malformed", "not json")]
    [InlineData("message !malformed", """{"sensor":{"id":"a"}""")]
    [InlineData("message !malformed", """{"sensor":{"id":"a"}}{}""")]
    [InlineData("message !malformed", """{"sensor":{"id":"a"},}""")]
    [InlineData("message !malformed", """{"sensor":{"id":"a"},"t":NaN}""")]
    [InlineData("message !malformed", """{"sensor":{"id":"a"},"t":007}""")]
    [InlineData("message !malformed", """{"sensor":{"id":"a"} /* b */}""")]
    [InlineData("message !malformed", "{\"sensor\":{\"id\":\"a\nb\"}}")]
    [InlineData("!bad_key", """{"sensor":{"id":1.5}}""")]
    [InlineData("!bad_key", """{"sensor":{"id":1e3}}""")]
    [InlineData("!bad_key", """{"sensor":{"id":true}}""")]
    [InlineData("!bad_key", """{"sensor":{"id":null}}""")]
    [InlineData("!bad_key", """{"sensor":{"id":""}}""")]
    [InlineData("!bad_key", """{"sensor":{"id":{}}}""")]
    [InlineData("!bad_key", """{"sensor":{"id":["a"]}}""")]
    [InlineData("!bad_key", """{"sensor":{"id":"\ud800"}}""")]
    [InlineData("!bad_key", """{"sensor":{"id":"\udca5\ud83d"}}""")]
    [InlineData("!not_a_number", """{"sensor":{"id":"a"},"t":"20"}""")]
    [InlineData("!not_a_number", """{"sensor":{"id":"a"},"t":true}""")]
    [InlineData("!not_a_number", """{"sensor":{"id":"a"},"t":{}}""")]
    [InlineData("!not_a_number", """{"sensor":{"id":"a"},"t":[1]}""")]
    [InlineData("!not_a_number", """{"sensor":{"id":"a"},"t":1e999}""")]
    [InlineData("!not_a_number", """{"sensor":{"id":"a"},"values":{"t":"x"},"t":1}""")]
    [InlineData("!missing_field", """{}""")]
    [InlineData("!missing_field", """{"sensor":{},"t":1}""")]
    [InlineData("!missing_field", """{"sensor":"a","t":1}""")]
    [InlineData("!bad_key", """{"sensor":{"id":1.5},"t":"x"}""")]
    [InlineData("!not_a_number", """{"t":"x"}""")]
    public void Decode_SomethingWrong_IsOneReason(string expected, string payload) =>
        Assert.Equal([payload.Length == 0 ? "message !empty" : expected], Decoded.By(Readings.Decoder(Readings.Mapping), payload, Subject));

    [Theory]
    [InlineData(256, "a")]
    [InlineData(257, "!bad_key")]
    [InlineData(100_000, "!bad_key")]
    public void Decode_LongKey_EndsAt256Bytes(int length, string expected)
    {
        foreach (var id in (string[])["\"" + new string('a', length) + "\"", "\"" + string.Concat(Enumerable.Repeat("\\u0061", length)) + "\""])
        {
            var decoded = Assert.Single(Decoded.By(Readings.Decoder(Readings.Mapping), $$$"""{"sensor":{"id":{{{id}}}}}""", Subject));
            Assert.Equal(expected == "a" ? new string('a', length) + "/north" : expected, decoded);
        }

        var number = Assert.Single(Decoded.By(Readings.Decoder(Readings.Mapping), $$$"""{"sensor":{"id":{{{new string('7', length)}}}}}""", Subject));
        Assert.Equal(expected == "a" ? new string('7', length) + "/north" : expected, number);
    }

    [Fact]
    public void Decode_KeyOfBytesThatAreNoUtf8_IsABadKey()
    {
        byte[] payload = [.. "{\"sensor\":{\"id\":\"a"u8, 0xFF, .. "\"},\"t\":1}"u8];

        Assert.Equal(["!bad_key"], Decoded.By(Readings.Decoder(Readings.Mapping), payload, Subject));
    }

    [Theory]
    [InlineData("plant", "!missing_field")]
    [InlineData("plant.", "!bad_key")]
    [InlineData("plant.söð", "a/söð")]
    public void Decode_SubjectToken_IsAKeyLikeAnother(string subject, string expected) =>
        Assert.Equal([expected], Decoded.By(Readings.Decoder(Readings.Mapping), """{"sensor":{"id":"a"}}""", subject));

    [Fact]
    public void Decode_SubjectThatIsNoUnicode_IsABadKey() =>
        Assert.Equal(["!bad_key"], Decoded.By(Readings.Decoder(Readings.Mapping), """{"sensor":{"id":"a"}}""", "plant.\ud800"));

    [Fact]
    public void Decode_KeysThatJoinAlike_AreNotTheSame()
    {
        var decoder = Readings.Decoder(new JsonMapping { Keys = [new("a", Readings.Pointer("/a")), new("b", Readings.Pointer("/b"))] });

        Assert.Equal(["x/yz", "xy/z"], [.. Decoded.By(decoder, """{"a":"x","b":"yz"}"""), .. Decoded.By(decoder, """{"a":"xy","b":"z"}""")]);
    }

    [Theory]
    [InlineData("1764000000123", "a/north @2025-11-24T16:00:00.123 temperature=1")]
    [InlineData("null", "!malformed")]
    [InlineData("\"1764000000123\"", "a/north @2025-11-24T16:00:00.123 temperature=1")]
    [InlineData("true", "!malformed")]
    [InlineData("1e300", "!malformed")]
    [InlineData("{}", "!malformed")]
    public void Decode_Time_IsThePayloads(string time, string expected) =>
        Assert.Equal([expected], Decoded.By(Readings.Decoder(Readings.Timed), $$$"""{"ts":{{{time}}},"sensor":{"id":"a"},"t":1}""", Subject));

    [Theory]
    [InlineData("""{"sensor":{"id":"a"},"t":1}""")]
    [InlineData("""{"sensor":{"id":1.5},"t":"x"}""")]
    public void Decode_TimeNotThere_IsMalformedBeforeAllElse(string payload) =>
        Assert.Equal(["!malformed"], Decoded.By(Readings.Decoder(Readings.Timed), payload, Subject));

    [Theory]
    [InlineData("\"2026-11-24T03:00:00\\u002B01:00\"", "a/north @2026-11-24T02:00:00")]
    [InlineData("1764000000123", "!malformed")]
    [InlineData("\"yesterday\"", "!malformed")]
    [InlineData("\"\\ud800\"", "!malformed")]
    public void Decode_TimeAsText_IsRfc3339(string time, string expected)
    {
        var decoder = Readings.Decoder(Readings.Mapping with { Time = new JsonTime(Readings.Pointer("/ts"), JsonTimeForm.Rfc3339) });

        Assert.Equal([expected], Decoded.By(decoder, $$$"""{"ts":{{{time}}},"sensor":{"id":"a"}}""", Subject));
    }

    [Theory]
    [InlineData(60, "a/north temperature=1")]
    [InlineData(20_000, "message !malformed")]
    public void Decode_DeepNesting_IsBounded(int depth, string expected)
    {
        var payload = $$$"""{"sensor":{"id":"a"},"t":1,"x":{{{new string('[', depth)}}}{{{new string(']', depth)}}}}""";

        Assert.Equal([expected], Decoded.By(Readings.Decoder(Readings.Mapping), payload, Subject));
    }

    [Fact]
    public void Decode_ByNobody_IsTheOneGroup()
    {
        var decoder = Readings.Decoder(new JsonMapping { Fields = [new("~/", [Readings.Pointer("/~0~1")])] });

        Assert.Equal([" ~/=3"], Decoded.By(decoder, """{"~/":3}"""));
    }
}
