using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using CsCheck;
using Streams.Json;

namespace Streams.Tests.Json;

/// <summary>What may stand in a record as it is: held against the JSON reader of .NET.</summary>
public sealed class JsonTextTests
{
    private static readonly string[] Pieces =
        ["{", "}", "[", "]", ",", ":", "\"a\"", "\"\"", "\"\\u00e9\"", "\"\\x\"", "\"\\u12\"", "\"é\"", "0", "-1", "01", "1.5", "1.", ".5", "1e5", "1E+", "-", "true", "nul", "null", " ", "\t", "\n", "\u0001", "\"\u0001\"", "{}", "[]", "\"k\":1"];

    [Fact]
    public void IsOneLineValue_AnyPieces_AgreesWithTheReader() =>
        Gen.Int[0, Pieces.Length - 1].Array[1, 12].Select(picks => string.Concat(picks.Select(i => Pieces[i]))).Sample(text => Assert.True(Expected(Encoding.UTF8.GetBytes(text)) == JsonText.IsOneLineValue(Encoding.UTF8.GetBytes(text)), text), iter: 200_000);

    [Fact]
    public void IsOneLineValue_AnyBytes_AgreesWithTheReader() =>
        Gen.Byte.Array[0, 8].Sample(bytes =>
        {
            byte[] text = [(byte)'"', .. bytes, (byte)'"'];
            Assert.Equal(Expected(text), JsonText.IsOneLineValue(text));
        });

    [Theory]
    [InlineData(JsonText.MaxDepth, true)]
    [InlineData(JsonText.MaxDepth + 1, false)]
    [InlineData(100_000, false)]
    public void IsOneLineValue_Nested_HoldsItsLimit(int depth, bool expected) =>
        Assert.Equal(expected, JsonText.IsOneLineValue(Encoding.ASCII.GetBytes(new string('[', depth) + new string(']', depth))));

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
