using System.Text;
using CsCheck;
using Streams.Json;

namespace Streams.Tests.Json;

public sealed class SimilarJsonTests
{
    /// <summary>What a text of one shape is made of: each has places for runs of digits, in numbers, names and texts.</summary>
    private static readonly string[] Shapes = ["{{\"a{0}\":{1},\"b\":-{2}}}", "[{0}.{1},{2}e{0}]", "{{\"t\":\"{0}:{1} é\",\"u\":\"\\u{0}41\",\"v\":{2}}}", "{0}", "\"{0}\"", "{{\"a\":{1}.5,\"b\":null}}{0}"];

    private static readonly string[] Runs = ["", "0", "1", "7", "00", "05", "10", "0012", "1234567890123456789", "x"];

    [Fact]
    public void IsOneLineValue_OneTextAfterTheOther_IsWhatIsSaidOfEachAlone()
    {
        var run = Gen.Int[0, Runs.Length - 1].Select(i => Runs[i]);
        var text = Gen.Select(Gen.Int[0, Shapes.Length - 1], run, run, run, (shape, a, b, c) => string.Format(null, Shapes[shape], a, b, c));
        text.Array[2, 12].Sample(
            texts =>
            {
                var similar = new SimilarJson();
                foreach (var one in texts.Select(Encoding.UTF8.GetBytes)) Assert.True(JsonText.IsOneLineValue(one) == similar.IsOneLineValue(one), Encoding.UTF8.GetString(one) + " of " + string.Join(' ', texts));
            },
            iter: 100_000);
    }

    [Theory]
    [InlineData("{\"a\":10}", "{\"a\":07}", false)]
    [InlineData("{\"a\":10}", "{\"a\":}", false)]
    [InlineData("{\"a\":1.50}", "{\"a\":1.05}", true)]
    [InlineData("{\"a\":\"\\u00412\"}", "{\"a\":\"\\u004\"}", false)]
    [InlineData("{\"a\":1}", "{\"a\":1},\"b\":2", false)]
    [InlineData("{\"a\":1}", "", false)]
    public void IsOneLineValue_AfterAGoodOne_ChecksWhatDiffers(string first, string then, bool expected)
    {
        var similar = new SimilarJson();
        Assert.True(similar.IsOneLineValue(Encoding.UTF8.GetBytes(first)));
        Assert.Equal(expected, similar.IsOneLineValue(Encoding.UTF8.GetBytes(then)));
    }
}
