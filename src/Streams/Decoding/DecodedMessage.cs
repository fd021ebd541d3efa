using System.Text;
using Streams.Events;

namespace Streams.Decoding;

/// <summary>What a decoder makes of one message, by the names of its schema: for tests and for inspection.</summary>
public sealed class DecodedMessage
{
    private DecodedMessage(MessageBatch batch, EventSchema schema)
    {
        Reason = batch[0].Reason;
        Number = batch.Number;
        var records = Enumerable.Range(0, batch.EventCount).Select(i => batch.EventAt(i)).ToArray();
        Rejections = [.. records.Select(r => r.Reason).Where(reason => reason != EventReason.None)];
        Beats = [.. records.Where(r => r.IsBeat).Select(r => r.Keys!)];
        Goodbyes = [.. records.Where(r => r.IsGoodbye).Select(r => r.Keys!)];
        Events = [.. records.Where(r => r.IsEvent && r.Reason == EventReason.None)
            .Select(r => Named(r, batch.Values.AsSpan(r.FirstValue, schema.Fields.Count), schema))];
    }

    /// <summary>Why the whole message was rejected; <see cref="MessageReason.None"/> if it was not.</summary>
    public MessageReason Reason { get; }

    /// <summary>Its events, in order.</summary>
    public IReadOnlyList<DecodedEvent> Events { get; }

    /// <summary>Why each of its other events was rejected, in order.</summary>
    public IReadOnlyList<EventReason> Rejections { get; }

    /// <summary>The workers that it reports as alive without an event.</summary>
    public IReadOnlyList<WorkerKey> Beats { get; }

    /// <summary>The workers that it says have gone.</summary>
    public IReadOnlyList<WorkerKey> Goodbyes { get; }

    /// <summary>Its publisher and sequence number; null if it has none.</summary>
    public (ulong Publisher, ulong Sequence)? Number { get; }

    /// <summary>Decodes one message.</summary>
    public static DecodedMessage By(IDecoder decoder, string payload, string subject = "") => By(decoder, Encoding.UTF8.GetBytes(payload), subject);

    /// <summary>Decodes one message.</summary>
    public static DecodedMessage By(IDecoder decoder, ReadOnlySpan<byte> payload, string subject = "")
    {
        ArgumentNullException.ThrowIfNull(decoder);
        var batch = new MessageBatch();
        batch.Clear(0, decoder.Schema.Fields.Count);
        batch.Begin(0);
        decoder.Decode(subject, payload, batch.Writer);
        batch.End();
        return new DecodedMessage(batch, decoder.Schema);
    }

    private static DecodedEvent Named(MessageBatch.EventRecord record, ReadOnlySpan<double> values, EventSchema schema)
    {
        var fields = new Dictionary<string, double>();
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i])) fields.Add(schema.Fields[i], values[i]);
        }

        var keys = schema.Keys.Zip(record.Keys!.Values).ToDictionary(key => key.First, key => key.Second);
        return new DecodedEvent(keys, fields, record.TimeTicks == long.MinValue ? null : new DateTimeOffset(record.TimeTicks, TimeSpan.Zero));
    }
}
