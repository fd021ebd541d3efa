using System.Globalization;
using System.Text;
using Streams.Decoding;
using Streams.Events;

namespace Streams.Testing.Support;

/// <summary>What a decoder made of one message, as text: <c>key/key @time field=value …</c> for an event, <c>!reason</c>, <c>beat worker</c>.</summary>
internal static class Decoded
{
    internal static string[] By(IDecoder decoder, string payload, string subject = "subject") => By(decoder, Encoding.UTF8.GetBytes(payload), subject);

    internal static string[] By(IDecoder decoder, byte[] payload, string subject = "subject")
    {
        var batch = Batch(decoder, payload, subject);
        return batch[0].Reason == MessageReason.None
            ? [.. Enumerable.Range(0, batch.EventCount).Select(i => Line(batch, i, decoder.Schema))]
            : ["message !" + batch[0].Reason.Label()];
    }

    /// <summary>Only the events and rejections, without the beats.</summary>
    internal static string[] EventsBy(IDecoder decoder, string payload) =>
        [.. By(decoder, payload).Where(line => !line.StartsWith("beat", StringComparison.Ordinal))];

    internal static MessageBatch Batch(IDecoder decoder, byte[] payload, string subject = "subject")
    {
        var batch = new MessageBatch();
        batch.Clear(0, decoder.Schema.Fields.Count);
        Into(batch, decoder, payload, subject);
        return batch;
    }

    internal static void Into(MessageBatch batch, IDecoder decoder, ReadOnlySpan<byte> payload, string subject = "subject")
    {
        batch.Begin(0);
        decoder.Decode(subject, payload, batch.Writer);
        batch.End();
    }

    private static string Line(MessageBatch batch, int index, EventSchema schema)
    {
        var e = batch.EventAt(index);
        if (e.Reason != EventReason.None) return "!" + e.Reason.Label();
        if (e.IsBeat) return "beat " + e.Keys!.Worker;
        if (e.IsGoodbye) return "goodbye " + e.Keys!.Worker;
        var fields = schema.Fields.Select((name, i) => (name, value: batch.Values[e.FirstValue + i])).Where(f => !double.IsNaN(f.value));
        string[] time = e.TimeTicks == long.MinValue ? [] : ["@" + new DateTime(e.TimeTicks).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)];
        // The component is what the subject says, which has tests of its own.
        var keys = schema.Keys.Zip(e.Keys!.Values).Where(key => key.First != "component").Select(key => key.Second);
        return string.Join(' ', [string.Join('/', keys), .. time, .. fields.Select(f => f.name + "=" + f.value.ToString(CultureInfo.InvariantCulture))]);
    }
}
