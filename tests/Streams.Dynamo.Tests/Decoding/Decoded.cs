using System.Globalization;
using System.Text;
using Streams.Decoding;
using Streams.Lane;

namespace Streams.Dynamo.Tests.Decoding;

/// <summary>What a decoder made of one message, as text: <c>worker/rank field=value …</c> for an event, <c>!reason</c>, <c>beat worker</c>.</summary>
internal static class Decoded
{
    internal static string[] By(IDecoder decoder, string payload) => By(decoder, Encoding.UTF8.GetBytes(payload));

    internal static string[] By(IDecoder decoder, byte[] payload)
    {
        var batch = Batch(decoder, payload);
        return batch[0].Reason == MessageReason.None
            ? [.. Enumerable.Range(0, batch.EventCount).Select(i => Line(batch, i, decoder.Schema))]
            : ["message !" + batch[0].Reason.Label()];
    }

    /// <summary>Only the events and rejections, without the beats.</summary>
    internal static string[] EventsBy(IDecoder decoder, string payload) =>
        [.. By(decoder, payload).Where(line => !line.StartsWith("beat", StringComparison.Ordinal))];

    internal static MessageBatch Batch(IDecoder decoder, byte[] payload)
    {
        var batch = new MessageBatch();
        batch.Clear(0, decoder.Schema.Fields.Count);
        Into(batch, decoder, payload);
        return batch;
    }

    internal static void Into(MessageBatch batch, IDecoder decoder, ReadOnlySpan<byte> payload)
    {
        batch.Begin(0);
        decoder.Decode("subject", payload, batch.Writer);
        batch.End();
    }

    private static string Line(MessageBatch batch, int index, EventSchema schema)
    {
        var e = batch.EventAt(index);
        if (e.Reason != EventReason.None) return "!" + e.Reason.Label();
        if (e.IsBeat) return "beat " + e.Keys!.Worker;
        var fields = schema.Fields.Select((name, i) => (name, value: batch.Values[e.FirstValue + i])).Where(f => !double.IsNaN(f.value));
        return string.Join(' ', [string.Join('/', e.Keys!.Values), .. fields.Select(f => f.name + "=" + f.value.ToString(CultureInfo.InvariantCulture))]);
    }
}
