using System.Text;
using CsCheck;
using Streams.Decoding;
using Streams.Dynamo.Decoding;
using Streams.Dynamo.Naming;
using Streams.Dynamo.Registry;
using Streams.Events;
using Streams.Testing.Support;

namespace Streams.Dynamo.Tests.Decoding;

/// <summary>Whatever the bytes are, no decoder throws, and no number that leaves one is infinite.</summary>
public sealed class AnyBytesTests
{
    private static readonly string[] Odd =
    [
        "null", "1e999", "-0", "-1", "18446744073709551616", "\"\\ud800\"", "{}", "[]", "true", "NaN", "\"", "\\u00", "{\"a\":", ",", "007", "0.1e-400", "9007199254740993.5",
    ];

    private static readonly byte[][] Samples = [.. RealMessages.Payloads(), .. RealMessages.RequestRows()];

    private static readonly Gen<byte[]> Spliced = Gen.Select(
        OneOf(Samples), Gen.Int[0, 2000], Gen.Int[0, 40], Gen.OneOf(Gen.Byte.Array[0, 12], OneOf(Odd).Select(text => Encoding.UTF8.GetBytes(text))),
        (sample, at, length, with) =>
        {
            var start = at % (sample.Length + 1);
            return (byte[])[.. sample[..start], .. with, .. sample[Math.Min(sample.Length, start + length)..]];
        });

    [Fact]
    public void Decode_AnyBytes_NeverThrows() =>
        Gen.OneOf(Gen.Byte.Array[0, 200], Spliced).Sample(CheckAll, iter: 40_000);

    [Fact]
    public void Decode_AllStartsOfEachSample_NeverThrows()
    {
        foreach (var sample in Samples)
        {
            for (var length = 0; length <= sample.Length; length++) CheckAll(sample[..length]);
        }
    }

    [Fact]
    public void Decode_JsonGuessedOrRead_IsTheSame() =>
        Spliced.Where(bytes => bytes.Length > 0 && !EventEnvelope.Begins(bytes)).Sample(
            bytes =>
            {
                // A space in front is no part of any guessed shape, and changes nothing in JSON.
                byte[] read = [(byte)' ', .. bytes];
                return Decoded.By(new HitRateDecoder(), bytes).SequenceEqual(Decoded.By(new HitRateDecoder(), read))
                    && Decoded.By(new LoadDecoder(), bytes).SequenceEqual(Decoded.By(new LoadDecoder(), read));
            },
            iter: 20_000);

    private static Gen<T> OneOf<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static void CheckAll(byte[] payload)
    {
        foreach (var decoder in (IDecoder[])[new StatsDecoder(["dynamo_backend", "dynamo_vllmworker"], "load_metrics"), new LoadDecoder(), new HitRateDecoder(), new ForwardPassDecoder(), new RequestDecoder(), new DiscoveryDecoder(new NamespacePattern("*"))])
        {
            var batch = Decoded.Batch(decoder, payload);
            if (batch[0].Reason == MessageReason.None) CheckValues(batch, decoder.Schema);
            else Assert.Equal(0, batch.EventCount);
        }
    }

    private static void CheckValues(MessageBatch batch, EventSchema schema)
    {
        for (var i = 0; i < batch.EventCount; i++)
        {
            var e = batch.EventAt(i);
            if (e.Reason != EventReason.None) continue;
            Assert.InRange(e.Keys!.Values.Count, e.IsEvent ? schema.Keys.Count : 1, schema.Keys.Count);
            if (!e.IsEvent) continue;
            Assert.DoesNotContain(batch.Values.AsSpan(e.FirstValue, schema.Fields.Count).ToArray(), double.IsInfinity);
        }
    }
}
