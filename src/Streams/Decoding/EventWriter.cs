using Streams.Grouping;
using Streams.Lane;

namespace Streams.Decoding;

/// <summary>What a decoder says of the message in hand: its events, in order, and what is wrong with them or with it.</summary>
public sealed class EventWriter
{
    private readonly MessageBatch _batch;

    internal EventWriter(MessageBatch batch) => _batch = batch;

    /// <summary>Adds an event that has no time of its own: its arrival counts (N6).</summary>
    /// <param name="keys">A value for every key of the schema.</param>
    /// <returns>A value for every field of the schema, to be filled in before the next call; NaN is a field that is not there.</returns>
    public Span<double> Add(WorkerKey keys) => _batch.AddEvent(keys, long.MinValue, EventReason.None);

    /// <summary>Adds an event with the time that its payload states.</summary>
    public Span<double> Add(WorkerKey keys, DateTimeOffset time) => _batch.AddEvent(keys, time.UtcTicks, EventReason.None);

    /// <summary>Adds an event that is rejected.</summary>
    public void Reject(EventReason reason) => _batch.AddEvent(null, long.MinValue, reason);

    /// <summary>Names a living worker that has nothing to say (D4, N12): no event, only a beat.</summary>
    /// <param name="keys">A value for at least the first key of the schema.</param>
    public void Beat(WorkerKey keys) => _batch.AddBeat(keys);

    /// <summary>Tells the message's place in its sender's sequence, so that gaps show (<c>streams_source_missed_total</c>).</summary>
    /// <param name="publisher">The sender's id; several senders may share one.</param>
    /// <param name="sequence">The message's number; one more for each message that the sender sends to this source.</param>
    public void Number(ulong publisher, ulong sequence) => _batch.Number = (publisher, sequence);

    /// <summary>Tells that the payload is known to be one value of JSON in UTF-8 on one line: who writes it somewhere need not check it again.</summary>
    public void IsOneLineJson() => _batch.IsOneLineJson = true;

    /// <summary>Rejects the message whole: what was added of it is forgotten.</summary>
    public void RejectMessage(MessageReason reason) => _batch.RejectMessage(reason);
}
