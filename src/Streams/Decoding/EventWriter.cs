using Streams.Events;

namespace Streams.Decoding;

/// <summary>What a decoder writes for the current message: its events, in order, and any rejections.</summary>
public sealed class EventWriter
{
    private readonly MessageBatch _batch;

    internal EventWriter(MessageBatch batch) => _batch = batch;

    /// <summary>Adds an event without a time of its own: the arrival time is used (N6).</summary>
    /// <param name="keys">A value for every key of the schema.</param>
    /// <returns>A value for every field of the schema, to be filled in before the next call; NaN means the field is absent.</returns>
    public Span<double> Add(WorkerKey keys) => _batch.AddEvent(keys, long.MinValue, EventReason.None);

    /// <summary>Adds an event with the time that its payload states.</summary>
    public Span<double> Add(WorkerKey keys, DateTimeOffset time) => _batch.AddEvent(keys, time.UtcTicks, EventReason.None);

    /// <summary>Adds an event that is rejected.</summary>
    public void Reject(EventReason reason) => _batch.AddEvent(null, long.MinValue, reason);

    /// <summary>Records a heartbeat: the worker is alive but reports nothing (D4, N12). Adds no event.</summary>
    /// <param name="keys">A value for at least the first key of the schema.</param>
    public void Beat(WorkerKey keys) => _batch.AddBeat(keys);

    /// <summary>Records that a worker has gone: a second later its groups end, unless the source names it again by then (N12). Adds no event.</summary>
    /// <param name="keys">A value for at least the first key of the schema.</param>
    public void Goodbye(WorkerKey keys) => _batch.AddGoodbye(keys);

    /// <summary>Records the message's sequence number, so that gaps are counted (<c>streams_source_missed_total</c>).</summary>
    /// <param name="publisher">The sender's id; several senders may share one.</param>
    /// <param name="sequence">The message's number; one more for each message that the sender sends to this source.</param>
    public void Number(ulong publisher, ulong sequence) => _batch.Number = (publisher, sequence);

    /// <summary>Marks the payload as one JSON value in UTF-8 on one line, so that a recording need not validate it again.</summary>
    public void IsOneLineJson() => _batch.IsOneLineJson = true;

    /// <summary>Rejects the whole message and discards what was added for it.</summary>
    public void RejectMessage(MessageReason reason) => _batch.RejectMessage(reason);
}
