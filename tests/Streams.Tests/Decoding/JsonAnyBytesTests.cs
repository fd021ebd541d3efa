using System.Text;
using CsCheck;
using Streams.Events;
using Streams.Testing.Support;

namespace Streams.Tests.Decoding;

/// <summary>Whatever the bytes are, the decoder says what a JSON document in memory says, and never throws.</summary>
public sealed class JsonAnyBytesTests
{
    private const string Subject = "plant.north.readings";

    private static readonly string[] Odd =
    [
        "null", "1e999", "-0", "1.5", "18446744073709551616", "\"\\ud800\"", "\"\\ud83d\\udca5\"", "{}", "[]", "[1,2]", "true", "NaN", "\"", "\\u0074", "{\"t\":1}", ",", "007", "\"id\"", "\"t\":2,", "\"values\":{},",
        "\uFEFF", "\"\"", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    ];

    private static readonly byte[][] Samples =
    [
        .. new[]
        {
            """{"ts":1764000000123,"sensor":{"id":"a1"},"values":{"t":20.5,"h":40},"p":[1,2,3]}""",
            """{"p":[{"x":1},2.5e3],"t":7,"sensor":{"id":42},"ts":1764000000123,"note":"s\u00e9\n"}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly Gen<byte[]> Spliced = Gen.Select(
        OneOf(Samples), Gen.Int[0, 200], Gen.Int[0, 12], Gen.OneOf(Gen.Byte.Array[0, 4], OneOf(Odd).Select(text => Encoding.UTF8.GetBytes(text))),
        (sample, at, length, with) =>
        {
            var start = at % (sample.Length + 1);
            return (byte[])[.. sample[..start], .. with, .. sample[Math.Min(sample.Length, start + length)..]];
        });

    [Fact]
    public void Decode_AnyBytes_IsWhatADocumentSays() =>
        Gen.OneOf(Gen.Byte.Array[1, 100], Spliced).Sample(Check, iter: 60_000);

    [Fact]
    public void Decode_EveryStartAndEveryHole_IsWhatADocumentSays()
    {
        foreach (var sample in Samples)
        {
            for (var at = 1; at <= sample.Length; at++)
            {
                Check(sample[..at]);
                foreach (var odd in Odd) Check([.. sample[..(at - 1)], .. Encoding.UTF8.GetBytes(odd), .. sample[at..]]);
            }
        }
    }

    private static Gen<T> OneOf<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static void Check(byte[] payload)
    {
        foreach (var mapping in new[] { Readings.Mapping, Readings.Timed })
        {
            var decoder = Readings.Decoder(mapping);
            var decoded = Assert.Single(Decoded.By(decoder, payload, Subject)).Replace(" @2025-11-24T16:00:00.123", "");
            var at = decoded.IndexOf(" @", StringComparison.Ordinal);
            if (at >= 0) decoded = decoded.Remove(at, decoded.IndexOf(' ', at + 1) is > 0 and var end ? end - at : decoded.Length - at);
            byte[] text = payload.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? payload[3..] : payload;
            var expected = text.Length == 0 ? "message !" + MessageReason.Empty.Label() : JsonOracle.Read(mapping, text, Subject);
            Assert.Equal(expected, decoded);
        }
    }
}
