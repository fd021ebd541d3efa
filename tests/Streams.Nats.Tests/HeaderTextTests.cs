using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace Streams.Nats.Tests;

/// <summary>Header blocks as the server sends them, and as a recording has them.</summary>
public sealed class HeaderTextTests
{
    [Theory]
    [InlineData("NATS/1.0\r\nA: b\r\n\r\n", "{\"A\":[\"b\"]}")]
    [InlineData("NATS/1.0\r\nA:1\r\na:2\r\nA:  3 \r\n\r\n", "{\"A\":[\"1\",\"3\"],\"a\":[\"2\"]}")]
    [InlineData("NATS/1.0\r\nEmpty:\r\nQuote: \"\t\\\r\n\r\n", "{\"Empty\":[\"\"],\"Quote\":[\"\\u0022\\t\\\\\"]}")]
    [InlineData("NATS/1.0 503\r\n\r\n", "")]
    [InlineData("NATS/1.0\r\n\r\n", "")]
    [InlineData("NATS/1.0\r\nno colon\r\n\r\n", "")]
    [InlineData("HTTP/1.1\r\nA: b\r\n\r\n", "")]
    [InlineData("NATS/1.0\r\nA: b", "")]
    [InlineData("", "")]
    public void Of_AnyBlock_GivesAnObjectOrNothing(string block, string expected) => Assert.Equal(expected, Text(Encoding.UTF8.GetBytes(block)));

    [Fact]
    public void Of_BytesThatAreNoText_GivesTheReplacementCharacter() =>
        Assert.Equal("\ufffd", JsonDocument.Parse(Text([.. "NATS/1.0\r\nA: "u8, 0xFF, .. "\r\n\r\n"u8])).RootElement.GetProperty("A")[0].GetString());

    [Fact]
    public void Of_TooLong_GivesNothing()
    {
        Assert.NotEmpty(Text(Block(HeaderText.MaxBytes)));
        Assert.Empty(Text(Block(HeaderText.MaxBytes + 1)));

        static byte[] Block(int length) => Encoding.UTF8.GetBytes($"NATS/1.0\r\nA: {new string('x', length - 17)}\r\n\r\n");
    }

    [Fact]
    public void Of_AnyBytes_GivesOneLineOfJsonOrNothing() => Gen.Select(Gen.Byte.Array[0, 60], Gen.Bool).Sample((bytes, starts) =>
    {
        var text = Text(starts ? [.. "NATS/1.0\r\n"u8, .. bytes, .. "\r\n\r\n"u8] : bytes);
        Assert.DoesNotContain('\n', text);
        if (text.Length > 0) Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(text).RootElement.ValueKind);
    });

    private static string Text(byte[] block) => Encoding.UTF8.GetString(HeaderText.Of(new ReadOnlySequence<byte>(block)));
}
