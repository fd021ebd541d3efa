using System.Buffers;
using Streams.Decoding;
using Streams.Definition;
using Streams.Events;
using Streams.Recording;

namespace Streams.Lane;

/// <summary>A source's way into its lane: stamps, decodes and hands over, and never waits (L1).</summary>
/// <remarks>
/// One thread at a time calls <see cref="Receive(string, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/> and its kin and <see cref="Flush"/>;
/// the others are safe from any thread.
/// </remarks>
public sealed class SourceInput
{
    /// <summary>A batch is posted when it holds this many messages, whether the source flushes or not.</summary>
    private const int BatchMessages = 1024;

    /// <summary>A batch is also posted when it holds this many bytes.</summary>
    private const int BatchBytes = 1 << 20;

    private readonly SourceDefinition _source;
    private readonly int _index;
    private readonly LaneQueue _queue;
    private readonly TimeProvider _time;
    private readonly LaneListener _listener;
    private readonly RecordFormat? _recorded;
    private readonly MessageDecoder _decoder;
    private readonly int[] _requiredFields;
    private MessageBatch? _batch;
    private long _received;
    private readonly LossTally _lost = new();
    private long _posted;
    private volatile Posting _last = new(new SourceCounts(0, MessageLosses.None), 0);

    internal SourceInput(SourceDefinition source, int index, LaneQueue queue, TimeProvider time, LaneListener listener, int maxSequences, bool records = false)
    {
        _source = source;
        _index = index;
        _queue = queue;
        _time = time;
        _listener = listener;
        _decoder = new MessageDecoder(source, maxSequences, listener);
        Outages = new SourceOutages(time);
        _requiredFields = [.. source.Schema.RequiredFields.Select(source.Schema.FieldIndex)];
        _recorded = records ? new RecordFormat(source.Name) : null;
    }

    /// <summary>The source's name in the pipeline.</summary>
    public string Name => _source.Name;

    /// <summary>
    /// Whether the source hears its server: <c>streams_source_up</c>. Default false; a source sets it to true when it does, and to false
    /// when it ends. A server that is lost is for <see cref="Disconnected"/>.
    /// </summary>
    public bool IsUp
    {
        get => Outages.IsUp;
        set
        {
            if (value) Outages.Up();
            else Outages.Down(null);
        }
    }

    /// <summary>The wall clock that arrivals are read from.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Whether messages are kept as they are, for a recording or a tap: then their headers are wanted, too.</summary>
    public bool IsRecorded => _recorded is not null;

    /// <summary>
    /// The clock was set back and the lane has begun anew, without what it knew (L7): a source that says which workers there are says it again. On the
    /// lane's thread: it must neither wait nor throw.
    /// </summary>
    public event Action? BeganAnew;

    /// <summary>Whether the lane's queue is less than half full: a source that can wait does so where it is not, and loses nothing.</summary>
    public bool HasRoom => _queue.HasRoom;

    /// <summary>How often and how long it was down.</summary>
    internal SourceOutages Outages { get; }

    /// <summary>Messages that were sent but not received, by their sequence numbers: <c>streams_source_missed_total</c>.</summary>
    internal long Missed => _decoder.Missed;

    /// <summary>Publishers that had sent before the first message that was received: <c>streams_source_joined_late_total</c>.</summary>
    internal long JoinedLate => _decoder.JoinedLate;

    /// <summary>Jumps in sequence numbers that no sender can have made: <c>streams_source_sequence_jumps_total</c>.</summary>
    internal long Jumps => _decoder.Jumps;

    /// <summary>
    /// Whether a source that has ended had taken all that its server had sent: false where the server did not answer in time. Default
    /// true.
    /// </summary>
    public bool IsDrained { get; set; } = true;

    /// <summary>Messages that have arrived so far and are for the pipeline: not what the server says of itself, and no answer that came too late.</summary>
    public long Arrived => Volatile.Read(ref _received) - _lost[MessageReason.Status] - _lost[MessageReason.LateReply] - Discarded;

    /// <summary>Messages that came after the source had ended, and were discarded (<c>after_drain</c>).</summary>
    public long Discarded => _lost[MessageReason.AfterDrain];

    /// <summary>The source has lost its server: it is down, and <c>streams_source_disconnects_total</c> counts it where it was up.</summary>
    public void Disconnected(DisconnectReason reason) => Outages.Down(reason);

    /// <summary>Takes one message, as it arrives.</summary>
    /// <param name="subject">The subject that it arrived on.</param>
    /// <param name="payload">The payload; not kept.</param>
    /// <param name="headers">The message's headers as a JSON object on one line, such as <c>{"Name":["value"]}</c>; empty where it has none. Only for
    /// the recording.</param>
    public void Receive(string subject, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> headers = default) => Receive(Now, subject, payload, headers);

    /// <summary>Takes one of several messages that arrived together, at one moment (<see cref="Now"/>).</summary>
    public void Receive(DateTimeOffset arrival, string subject, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> headers = default) =>
        End(Add(arrival, subject, payload, headers));

    /// <summary>Takes one of several messages that arrived together, at one moment (<see cref="Now"/>).</summary>
    public void Receive(DateTimeOffset arrival, string subject, in ReadOnlySequence<byte> payload, ReadOnlySpan<byte> headers = default)
    {
        if (payload.IsSingleSegment)
        {
            Receive(arrival, subject, payload.FirstSpan, headers);
            return;
        }

        // One byte too long stays too long, and the rest need not be copied.
        var length = (int)Math.Min(payload.Length, _source.MaxMessageBytes + 1L);
        var copy = ArrayPool<byte>.Shared.Rent(length);
        payload.Slice(0, length).CopyTo(copy);
        Receive(arrival, subject, copy.AsSpan(0, length), headers);
        ArrayPool<byte>.Shared.Return(copy);
    }

    /// <summary>Counts a message that arrived and is not for the lane; shown from the next <see cref="Flush"/> on.</summary>
    /// <param name="reason"><see cref="MessageReason.Status"/>, <see cref="MessageReason.LateReply"/> or <see cref="MessageReason.AfterDrain"/>.</param>
    public void Lose(MessageReason reason)
    {
        _received++;
        _lost.Add(reason, 1);
    }

    /// <summary>Takes one message and posts it, with those received before it; waits while the lane is behind by its whole queue, and loses nothing.</summary>
    /// <remarks>For sources that can wait, such as those that acknowledge messages.</remarks>
    /// <param name="subject">The subject that it arrived on.</param>
    /// <param name="payload">The payload; not kept.</param>
    /// <param name="headers">As of <see cref="Receive(string, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>.</param>
    /// <param name="taken">Called once when the lane has taken the message: it is counted, and on its way into the recording. On the lane's thread:
    /// it must neither wait nor throw.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <returns>Ends when the message is posted, which may be after <paramref name="taken"/>; cancelled, the message is counted as dropped and never
    /// taken.</returns>
    public ValueTask ReceiveAsync(string subject, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> headers = default, Action? taken = null,
        CancellationToken stop = default)
    {
        var batch = Add(Now, subject, payload, headers);
        batch.Taken = taken;
        return PostAsync(batch, stop);
    }

    internal void OnBeganAnew() => BeganAnew?.Invoke();

    /// <summary>Takes one event that needs no decoding, as a message of its own.</summary>
    internal void Receive(WorkerKey keys, ReadOnlySpan<double> values, DateTimeOffset? time)
    {
        var batch = Begin();
        batch.Begin(_time.GetUtcNow().UtcTicks);
        if (MissesField(values)) batch.Writer.Reject(EventReason.MissingField);
        else values.CopyTo(time is { } stated ? batch.Writer.Add(keys, stated) : batch.Writer.Add(keys));
        batch.End();
        End(batch);
    }

    /// <summary>Posts what has been received since the last call. A lane that is behind by its whole queue loses it, counted.</summary>
    public void Flush()
    {
        if (_batch is not { } batch)
        {
            if (_lost.HasMore) ShowCounts();
            return;
        }

        _batch = null;
        if (batch.Count == 0)
        {
            _queue.Return(batch);
            ShowCounts();
            return;
        }

        // Once posted the batch is the lane's, so its count is read before.
        var count = batch.Count;
        if (_queue.TryPost(batch)) Posted(count);
        else Drop(batch);
    }

    /// <summary>The source's own counts, if they cover exactly the messages that the lane has taken; null while some are still queued.</summary>
    internal SourceCounts? CountsOnceTaken(long taken)
    {
        var last = _last;
        return last.Posted == taken ? last.Counts : null;
    }

    private bool MissesField(ReadOnlySpan<double> values)
    {
        foreach (var field in _requiredFields)
        {
            if (double.IsNaN(values[field])) return true;
        }

        return false;
    }

    private async ValueTask PostAsync(MessageBatch batch, CancellationToken stop)
    {
        _batch = null;
        var count = batch.Count;
        if (count == 0)
        {
            batch.Taken?.Invoke();
            _queue.Return(batch);
            ShowCounts();
            return;
        }

        try
        {
            while (!_queue.TryPost(batch))
            {
                var room = _queue.NextRoom();
                if (_queue.TryPost(batch)) break;
                await room.WaitAsync(stop).ConfigureAwait(false);
                // A message that had to wait gets a new arrival time; with the old one the clock would seem to be set back (L7).
                batch.ArriveAt(_time.GetUtcNow().UtcTicks);
            }
        }
        catch (OperationCanceledException)
        {
            Drop(batch);
            throw;
        }

        Posted(count);
    }

    private void Posted(int count)
    {
        _posted += count;
        ShowCounts();
    }

    private void Drop(MessageBatch batch)
    {
        _lost.Add(MessageReason.SlowConsumer, batch.Count);
        _listener.OnDropped(Name, batch.Count);
        _queue.Return(batch);
        ShowCounts();
    }

    private void ShowCounts() => _last = new Posting(new SourceCounts(_received, _lost.Take()), _posted);

    private MessageBatch Add(DateTimeOffset arrival, string subject, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> headers)
    {
        var batch = Begin();
        var withheld = _decoder.Decode(batch, arrival.UtcTicks, subject, payload);
        if (withheld != MessageReason.None)
        {
            _lost.Add(withheld, 1);
            return batch;
        }

        // One byte too long stays too long, and a recording need not hold the rest.
        if (_recorded is not null) batch.Keep(_recorded, subject, payload[..Math.Min(payload.Length, _source.MaxMessageBytes + 1)], headers);
        return batch;
    }

    private MessageBatch Begin()
    {
        var batch = _batch;
        if (batch is null)
        {
            batch = _batch = _queue.Rent(_index, _source.Schema.Fields.Count);
            batch.Before = new SourceCounts(_received, _lost.Take());
        }

        _received++;
        return batch;
    }

    private void End(MessageBatch batch)
    {
        if (batch.Count == BatchMessages || batch.Bytes >= BatchBytes) Flush();
    }

    private sealed record Posting(SourceCounts Counts, long Posted);
}
