using System.Text;
using System.Text.Json;
using CsCheck;
using Streams.Decoding;
using Streams.Dynamo.Decoding;
using Streams.Testing.Support;

namespace Streams.Dynamo.Tests.Decoding;

/// <summary>A decoder that reads by shape makes of every message what the full readers make of it, whatever it heard before.</summary>
public sealed class ShapesTests
{
    private static readonly string[] Services = ["dynamo_backend", "dynamo_vllmworker", "dynamo_my_component", "dynamo_mycomponent"];

    private static readonly byte[][] Samples = [.. RealMessages.Payloads()];

    private static readonly byte[][] Odd =
    [
        .. new[] { "null", "1e3", "1.0", "-0", "-1", "0", "00", "18446744073709551615", "18446744073709551616", "9007199254740993", "\"7\"", "true", "{}",
            "\"\\u0030\"", " ", ",", "}", "\"worker_id\":1," }
            .Select(Encoding.UTF8.GetBytes),
        [0x00], [0xC0], [0xC2], [0xCA, 0x3F, 0x80, 0, 0], [0xCB, 0x40, 0, 0, 0, 0, 0, 0, 0], [0xCC, 0x07], [0xCD, 0, 7], [0xCE, 0, 0, 0, 7], [0xCF, 255, 255,
            255, 255, 255, 255, 255, 255], [0xD0, 0xFF], [0xD3, 0, 0, 0, 0, 0, 0, 0, 7], [0xA1, 0x37],
    ];

    private static readonly Gen<byte[]> Spliced = Gen.Select(
        OneOf(Samples), Gen.Int[0, 4000], Gen.Int[0, 9], OneOf(Odd),
        (sample, at, length, with) =>
        {
            var start = at % (sample.Length + 1);
            return (byte[])[.. sample[..start], .. with, .. sample[Math.Min(sample.Length, start + length)..]];
        });

    private static readonly Gen<byte[]> OtherDigits = Gen.Select(OneOf(Samples), Gen.UInt, (sample, seed) =>
    {
        // Other digits of the same number of them: what a fleet sends most of the time.
        var random = new Random((int)seed);
        return Array.ConvertAll(sample, b => b is >= (byte)'1' and <= (byte)'9' && random.Next(3) == 0 ? (byte)('1' + random.Next(9)) : b);
    });

    [Fact]
    public void Decode_AfterAnyMessages_EqualsTheFullReaders() =>
        Gen.OneOf(Spliced, OtherDigits, OneOf(Samples)).Array[1, 30].Sample(
            messages =>
            {
                (IDecoder ByShape, IDecoder InFull)[] pairs = [.. Decoders(true).Zip(Decoders(false))];
                foreach (var message in messages)
                {
                    foreach (var (byShape, inFull) in pairs) Assert.Equal(Read(inFull, message), Read(byShape, message));
                }
            },
            iter: 3000);

    [Fact]
    public void Decode_EveryCutAndEveryByteOfKnownMessages_EqualsTheFullReaders()
    {
        (IDecoder ByShape, IDecoder InFull)[] pairs = [.. Decoders(true).Zip(Decoders(false))];
        foreach (var sample in Samples)
        {
            foreach (var (byShape, inFull) in pairs)
            {
                Assert.Equal(Read(inFull, sample), Read(byShape, sample));
                for (var at = 0; at < sample.Length; at += 3)
                {
                    Assert.Equal(Read(inFull, sample[..at]), Read(byShape, sample[..at]));
                    byte[] changed = [.. sample];
                    changed[at] ^= 1;
                    Assert.Equal(Read(inFull, changed), Read(byShape, changed));
                }
            }
        }
    }

    [Fact]
    public void Decode_WhatIsSaidToBeOneLineOfJson_Is()
    {
        var decoders = Decoders(true).ToArray();
        var said = 0;
        foreach (var message in Samples.Concat(Samples))
        {
            foreach (var decoder in decoders)
            {
                if (!Decoded.Batch(decoder, message).IsOneLineJson) continue;
                said++;
                Assert.DoesNotContain((byte)'\n', message);
                using var document = JsonDocument.Parse(message);
            }
        }

        Assert.NotEqual(0, said);
    }

    private static IEnumerable<IDecoder> Decoders(bool byShape) =>
        [new StatsDecoder(Services, "load_metrics", byShape), new LoadDecoder(byShape), new HitRateDecoder(byShape), new ForwardPassDecoder(byShape)];

    private static string Read(IDecoder decoder, byte[] message)
    {
        var number = message.Length == 0 ? null : Decoded.Batch(decoder, message).Number;
        return message.Length == 0 ? "" : $"{string.Join('\n', Decoded.By(decoder, message))} {number}";
    }

    private static Gen<byte[]> OneOf(byte[][] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
