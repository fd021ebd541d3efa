using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using CsCheck;
using Streams.Json;

namespace Streams.Tests.Json;

/// <summary>What may stand in a record as it is, one text after the other: held against the JSON reader of .NET on each alone.</summary>
public sealed class JsonValidatorTests
{
    private static readonly string[] Pieces =
        ["{", "}", "[", "]", ",", ":", "\"a\"", "\"\"", "\"\\u00e9\"", "\"\\x\"", "\"\\u12\"", "\"é\"", "0", "-1", "01", "1.5", "1.", ".5", "1e5", "1E+", "-", "true", "nul", "null", " ", "\t", "\n", "\u0001", "\"\u0001\"", "{}", "[]", "\"k\":1"];

    /// <summary>What a text of one shape is made of: each has places for values and for parts of them.</summary>
    private static readonly string[] Shapes =
        ["{{\"a{0}\":{1},\"b\":-{2}}}", "[{0}.{1},{2}e{0}]", "{{\"t\":\"{0}:{1} é\",\"u\":\"\\u{0}41\",\"v\":{2}}}", "{0}", "\"{0}\"", "{{\"a\":{1}.5,\"b\":null}}{0}", "{{\"a\":{0},\n\"b\":[{1}]}}", "[{0},{1},{2}]"];

    private static readonly string[] Runs = ["", "0", "1", "7", "00", "05", "10", "0012", "1234567890123456789", "x", "\"x\"", "\"é\\n\"", "true", "null", "[]", "{}", "-1.5e+7", "\"\n\""];

    [Fact]
    public void IsOneLineValue_AnyPieces_AgreesWithTheReader()
    {
        var validator = new JsonValidator();
        Gen.Int[0, Pieces.Length - 1].Array[1, 12].Select(picks => string.Concat(picks.Select(i => Pieces[i]))).Sample(text => Check(validator, Encoding.UTF8.GetBytes(text), text), iter: 100_000, threads: 1);
    }

    [Fact]
    public void IsOneLineValue_AnyBytes_AgreesWithTheReader()
    {
        var validator = new JsonValidator();
        Gen.Byte.Array[0, 8].Sample(bytes => Check(validator, [(byte)'"', .. bytes, (byte)'"'], Convert.ToHexString(bytes)), threads: 1);
    }

    [Fact]
    public void IsOneLineValue_OneTextAfterTheOther_IsWhatIsSaidOfEachAlone()
    {
        var run = Gen.Int[0, Runs.Length - 1].Select(i => Runs[i]);
        var text = Gen.Select(Gen.Int[0, Shapes.Length - 1], run, run, run, (shape, a, b, c) => string.Format(null, Shapes[shape], a, b, c));
        text.Array[2, 24].Sample(
            texts =>
            {
                var validator = new JsonValidator();
                foreach (var one in texts) Check(validator, Encoding.UTF8.GetBytes(one), one + " of " + string.Join(' ', texts));
            },
            iter: 20_000);
    }

    [Theory]
    [InlineData("{\"a\":10}", "{\"a\":07}", false)]
    [InlineData("{\"a\":10}", "{\"a\":}", false)]
    [InlineData("{\"a\":1.50}", "{\"a\":1.05}", true)]
    [InlineData("{\"a\":\"\\u00412\"}", "{\"a\":\"\\u004\"}", false)]
    [InlineData("{\"a\":1}", "{\"a\":1},\"b\":2", false)]
    [InlineData("{\"a\":1}", "{\"a\":1} ", false)]
    [InlineData("{\"a\":1}", "", false)]
    [InlineData("{\"a\":1}", "{\"a\":\"x\"}", true)]
    [InlineData("{\"a\":1}", "{\"a\":-}", false)]
    [InlineData("[1]", "[1", false)]
    public void IsOneLineValue_AfterAGoodOne_ChecksWhatDiffers(string first, string then, bool expected)
    {
        var validator = new JsonValidator();
        Assert.True(validator.IsOneLineValue(Encoding.UTF8.GetBytes(first)));
        Assert.Equal(expected, validator.IsOneLineValue(Encoding.UTF8.GetBytes(then)));
    }

    [Theory]
    [InlineData(JsonValidator.MaxDepth, true)]
    [InlineData(JsonValidator.MaxDepth + 1, false)]
    [InlineData(100_000, false)]
    public void IsOneLineValue_Nested_HoldsItsLimit(int depth, bool expected) =>
        Assert.Equal(expected, new JsonValidator().IsOneLineValue(Encoding.ASCII.GetBytes(new string('[', depth) + new string(']', depth))));

    private static void Check(JsonValidator validator, byte[] text, string about) => Assert.True(Expected(text) == validator.IsOneLineValue(text), about);

    private static bool Expected(byte[] text)
    {
        if (text.Length == 0 || text.AsSpan().ContainsAny((byte)'\n', (byte)'\r') || text[0] is (byte)' ' or (byte)'\t' || text[^1] is (byte)' ' or (byte)'\t' || !Utf8.IsValid(text)) return false;
        try
        {
            var json = new Utf8JsonReader(text);
            while (json.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
