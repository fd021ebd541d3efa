using System.Text;
using CsCheck;
using Streams.Json;

namespace Streams.Tests.Json;

/// <summary>By shape or in full: the answers are the walker's.</summary>
public sealed class JsonScannerTests
{
    private static readonly JsonPointer[] Pointers = [.. new[] { "/a", "/b/c", "/l/1", "/a", "/z" }.Select(text => JsonPointer.Parse(text)!)];

    private static readonly string[] Values = ["1", "-2.50", "\"x\"", "\"\\u00e9\"", "\"é\"", "null", "true", "{}", "{\"c\":3}", "[]", "[1,\"2\"]", "01", "\"\n\"", "\"\\ud800\""];

    private static readonly string[] Names = ["a", "b", "l", "z", "\\u0061", "other"];

    private static readonly Gen<string> Object =
        Gen.Select(Gen.Int[0, Names.Length - 1], Gen.Int[0, Values.Length - 1]).Array[0, 5]
            .Select(members => "{" + string.Join(',', members.Select(m => $"\"{Names[m.Item1]}\":{Values[m.Item2]}")) + "}");

    [Fact]
    public void TryScan_OneTextAfterTheOther_FindsWhatTheWalkerFinds() =>
        Gen.OneOf(Object, Gen.Int[0, Values.Length - 1].Select(i => $$"""{"a":{{Values[i]}},"l":[0,{{Values[(i + 1) % Values.Length]}}]}""")).Array[1, 30].Sample(
            texts =>
            {
                var scanner = new JsonScanner(Pointers);
                var walker = new PointerWalker(Pointers);
                var expected = new JsonValue[Pointers.Length];
                foreach (var text in texts)
                {
                    var json = Encoding.UTF8.GetBytes(text);
                    var isObject = walker.TryWalk(json, expected, out _);
                    Assert.True(isObject == scanner.TryScan(json), text);
                    for (var i = 0; isObject && i < expected.Length; i++) Assert.True(expected[i] == scanner[i], $"{text} {i}: {expected[i]} and {scanner[i]}");
                    if (isObject && scanner.IsOneLine) Assert.True(new JsonValidator().IsOneLineValue(json), text);
                }
            },
            iter: 20_000);

    [Fact]
    public void TryScan_MoreShapesThanAreKept_FindsThemAll()
    {
        var scanner = new JsonScanner(Pointers);
        for (var round = 0; round < 100; round++)
        {
            for (var shape = 0; shape < 20; shape++)
            {
                var json = Encoding.UTF8.GetBytes($$"""{"n{{shape}}":0,"a":{{round}}}""");
                Assert.True(scanner.TryScan(json));
                Assert.Equal(round.ToString(), Encoding.UTF8.GetString(scanner[0].Written(json)));
            }
        }
    }

    [Fact]
    public void TryScan_ThreeShapesByTurns_KnowsThemAll()
    {
        var scanner = new JsonScanner(Pointers);
        byte[][] texts = [.. new[] { """{"a":1,"z":2}""", """{"z":3,"a":"x"}""", """{"a":1}""" }.Select(Encoding.UTF8.GetBytes)];
        foreach (var text in texts) scanner.TryScan(text);
        foreach (var text in texts)
        {
            Assert.True(scanner.TryScan(text));
            Assert.True(scanner.IsOneLine);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("12.5")]
    [InlineData("0.000000000000001")]
    [InlineData("123456789012345")]
    [InlineData("0.1234567890123456789")]
    [InlineData("1e-7")]
    [InlineData("-1.5E+3")]
    [InlineData("9007199254740993")]
    [InlineData("1e-400")]
    public void TryDouble_Number_IsTheNearest(string number)
    {
        Assert.True(JsonNumber.TryDouble(Encoding.UTF8.GetBytes(number), out var value));
        Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(number, System.Globalization.CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(value));
    }

    [Fact]
    public void TryDouble_AnyNumber_IsTheNearest() =>
        Gen.Select(Gen.Long, Gen.Int[0, 18]).Sample((digits, point) =>
        {
            var text = Math.Abs(digits % 1_000_000_000_000_000_000).ToString("D19", System.Globalization.CultureInfo.InvariantCulture);
            var number = text[..^point].TrimStart('0') is { Length: > 0 } whole ? whole : "0";
            if (point > 0) number += "." + text[^point..];
            Assert.True(JsonNumber.TryDouble(Encoding.UTF8.GetBytes("-" + number), out var value), number);
            Assert.Equal(double.Parse("-" + number, System.Globalization.CultureInfo.InvariantCulture), value);
        });

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    public void TryDouble_TooGreat_IsNone(string number) => Assert.False(JsonNumber.TryDouble(Encoding.UTF8.GetBytes(number), out _));
}
