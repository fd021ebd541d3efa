using System.Buffers.Binary;
using Streams.Allocation.Tests.Support;
using Streams.Decoding;
using Streams.Dynamo.Decoding;
using Streams.Dynamo.Tests.Decoding;
using Streams.Events;
using Streams.Testing.Support;

namespace Streams.Allocation.Tests.Decoding;

public sealed class DynamoDecoderTests
{
    /// <summary>The envelope's key of a sequence number, as MessagePack writes a text of eight bytes.</summary>
    private static readonly byte[] SequenceKey = [0xa8, .. "sequence"u8];

    public static TheoryData<string> Decoders => [.. Create.Keys];

    private static Dictionary<string, Func<IDecoder>> Create { get; } = new()
    {
        ["load"] = () => new LoadDecoder(),
        ["hit-rate"] = () => new HitRateDecoder(),
        ["forward-pass"] = () => new ForwardPassDecoder(),
        ["requests"] = () => new RequestDecoder(),
        ["stats"] = () => new StatsDecoder(["dynamo_vllmworker"], "load_metrics"),
    };

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Decode_KnownWorkers_AllocatesNothing(string name)
    {
        var decoder = Create[name]();
        // A message of another kind costs an exception of the JSON reader.
        byte[][] payloads = [.. RealMessages.Payloads().Concat(RealMessages.RequestRows()).Where(p => Decoded.Batch(decoder, p)[0].Reason == MessageReason.None).Select(WithRoomForASequence)];
        Assert.NotEmpty(payloads);
        int[] sequences = [.. payloads.Select(SequenceOf)];
        var batch = new MessageBatch();
        var bytes = Allocations.OfManyEvents(payloads.Length, pass =>
        {
            batch.Clear(0, decoder.Schema.Fields.Count);
            for (var i = 0; i < payloads.Length; i++)
            {
                if (sequences[i] >= 0) BinaryPrimitives.WriteInt32BigEndian(payloads[i].AsSpan(sequences[i]), pass);
                Decoded.Into(batch, decoder, payloads[i]);
            }
        });
        Assert.Equal(0, bytes);
    }

    /// <summary>The same message with a sequence number of four bytes, so that the test can count far.</summary>
    private static byte[] WithRoomForASequence(byte[] payload)
    {
        var at = payload.AsSpan().IndexOf(SequenceKey);
        if (at < 0) return payload;
        at += SequenceKey.Length;
        Assert.InRange(payload[at], 0, 0x7f);
        return [.. payload[..at], 0xce, 0, 0, 0, 0, .. payload[(at + 1)..]];
    }

    private static int SequenceOf(byte[] payload) => payload.AsSpan().IndexOf(SequenceKey) is >= 0 and var at ? at + SequenceKey.Length + 1 : -1;
}
