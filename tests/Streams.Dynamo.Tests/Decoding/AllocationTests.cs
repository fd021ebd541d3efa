using Streams.Decoding;
using Streams.Dynamo.Decoding;
using Streams.Events;
using Streams.Testing.Support;

namespace Streams.Dynamo.Tests.Decoding;

public sealed class AllocationTests
{
    // Where the envelope of a real message holds a sequence number below 128: one byte behind the key.
    private static readonly byte[] SequenceKey = Wire.Bytes("a8 'sequence'");

    [Fact]
    public void Decode_KnownWorkers_AllocatesNothing()
    {
        IDecoder[] decoders = [new LoadDecoder(), new HitRateDecoder(), new ForwardPassDecoder(), new StatsDecoder(["dynamo_vllmworker"], "load_metrics")];
        foreach (var decoder in decoders)
        {
            // A message of another kind costs an exception of the JSON reader.
            byte[][] payloads = [.. RealMessages.Payloads().Where(p => Decoded.Batch(decoder, p)[0].Reason == MessageReason.None)];
            var batch = new MessageBatch();
            for (byte sequence = 0; sequence < 20; sequence++) Pass(batch, decoder, payloads, sequence);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (byte sequence = 20; sequence < 120; sequence++) Pass(batch, decoder, payloads, sequence);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    private static void Pass(MessageBatch batch, IDecoder decoder, byte[][] payloads, byte sequence)
    {
        batch.Clear(0, decoder.Schema.Fields.Count);
        foreach (var payload in payloads)
        {
            var at = payload.AsSpan().IndexOf(SequenceKey);
            if (at >= 0 && payload[at + SequenceKey.Length] < 0x80) payload[at + SequenceKey.Length] = sequence;
            Decoded.Into(batch, decoder, payload);
        }
    }
}
