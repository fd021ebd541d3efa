using System.Runtime.CompilerServices;
using Streams.Events;
using Streams.Recording;

namespace Streams.Decoding;

/// <summary>Decoded messages of one source on their way to the lane, in order of arrival; reused once the lane has taken them.</summary>
internal sealed class MessageBatch
{
    private Message[] _messages = new Message[4];
    private EventRecord[] _events = new EventRecord[4];
    private double[] _values = new double[16];
    private int _valueCount;
    private int _firstValue;
    private int _fields;
    private double[] _discarded = [];
    private bool _hasTooMany;

    /// <summary>Events and beats that one message may have; one with more is rejected <c>too_many_events</c>.</summary>
    internal const int MostEvents = 4096;

    internal MessageBatch() => Writer = new EventWriter(this);

    internal EventWriter Writer { get; }

    /// <summary>Index of the source in the pipeline.</summary>
    internal int Source { get; private set; }

    internal int Count { get; private set; }

    internal int EventCount { get; private set; }

    /// <summary>What the source had received and dropped before the first message of this batch.</summary>
    internal SourceCounts Before { get; set; }

    /// <summary>Bytes of what it holds: messages, events, values and records.</summary>
    internal int Bytes => SizeOf(Count, EventCount, _valueCount) + (Lines?.Length ?? 0);

    /// <summary>Bytes that it keeps for use again.</summary>
    internal int KeptBytes => SizeOf(_messages.Length, _events.Length, _values.Length);

    internal double[] Values => _values;

    /// <summary>The messages as they are recorded; null until the first one is.</summary>
    internal RecordLines? Lines { get; private set; }

    /// <summary>Called by the lane when it has taken the batch; null if nothing waits for it.</summary>
    internal Action? Taken { get; set; }

    /// <summary>Whether the message in hand, or an event of it, is rejected.</summary>
    internal bool HasRejection { get; private set; }

    /// <summary>Whether the decoder knows that the current message is one JSON value on one line; false means unknown.</summary>
    internal bool IsOneLineJson { get; set; }

    /// <summary>The current message's publisher and sequence number, if the decoder recorded them.</summary>
    internal (ulong Publisher, ulong Sequence)? Number { get; set; }

    internal ref readonly Message this[int index] => ref _messages[index];

    internal ref readonly EventRecord EventAt(int index) => ref _events[index];

    internal void Clear(int source, int fields)
    {
        // Keys are references: those left behind would be kept alive by the pool.
        Array.Clear(_events, 0, EventCount);
        Taken = null;
        Source = source;
        _fields = fields;
        Count = EventCount = _valueCount = 0;
        Lines?.Clear();
    }

    internal void Begin(long arrivalTicks)
    {
        if (Count == _messages.Length) Array.Resize(ref _messages, Count * 2);
        HasRejection = IsOneLineJson = _hasTooMany = false;
        Number = null;
        _firstValue = _valueCount;
        _messages[Count++] = new Message { ArrivalTicks = arrivalTicks, FirstEvent = EventCount };
    }

    /// <summary>Gives every message another arrival.</summary>
    internal void ArriveAt(long arrivalTicks)
    {
        for (var i = 0; i < Count; i++) _messages[i].ArrivalTicks = arrivalTicks;
    }

    internal void End()
    {
        if (_hasTooMany) RejectMessage(MessageReason.TooManyEvents);
        _messages[Count - 1].EventCount = EventCount - _messages[Count - 1].FirstEvent;
    }

    /// <summary>Keeps the message in hand for the recording.</summary>
    internal void Keep(RecordFormat format, string subject, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> headers) =>
        format.Add(Lines ??= new RecordLines(), subject, payload, headers, IsOneLineJson);

    internal Span<double> AddEvent(WorkerKey? keys, long time, EventReason reason)
    {
        if (IsFull()) return reason == EventReason.None ? _discarded.AsSpan(0, _fields) : [];
        Append(new EventRecord { Keys = keys, FirstValue = _valueCount, TimeTicks = time, Reason = reason });
        if (reason != EventReason.None)
        {
            HasRejection = true;
            return [];
        }

        if (_valueCount + _fields > _values.Length) Array.Resize(ref _values, Math.Max(_values.Length * 2, _valueCount + _fields));
        var values = _values.AsSpan(_valueCount, _fields);
        values.Fill(double.NaN);
        _valueCount += _fields;
        return values;
    }

    internal void AddBeat(WorkerKey keys)
    {
        if (!IsFull()) Append(new EventRecord { Keys = keys, IsBeat = true });
    }

    internal void AddGoodbye(WorkerKey keys) => Append(new EventRecord { Keys = keys, IsGoodbye = true });

    internal void RejectMessage(MessageReason reason)
    {
        ref var message = ref _messages[Count - 1];
        Array.Clear(_events, message.FirstEvent, EventCount - message.FirstEvent);
        EventCount = message.FirstEvent;
        _valueCount = _firstValue;
        message.Reason = reason;
        HasRejection = true;
        _hasTooMany = false;
    }

    /// <summary>Takes back the message that has just ended, which was rejected and has left nothing else.</summary>
    internal void Withdraw() => Count--;

    private static int SizeOf(int messages, int events, int values) =>
        (messages * Unsafe.SizeOf<Message>()) + (events * Unsafe.SizeOf<EventRecord>()) + (values * sizeof(double));

    /// <summary>Whether the message in hand has all the events that it may have; then it will be rejected.</summary>
    private bool IsFull()
    {
        if (EventCount - _messages[Count - 1].FirstEvent < MostEvents) return false;
        _hasTooMany = true;
        if (_discarded.Length < _fields) _discarded = new double[_fields];
        return true;
    }

    private void Append(EventRecord record)
    {
        if (EventCount == _events.Length) Array.Resize(ref _events, EventCount * 2);
        _events[EventCount++] = record;
    }

    internal struct Message
    {
        internal long ArrivalTicks;
        internal int FirstEvent;
        internal int EventCount;
        internal MessageReason Reason;
    }

    internal struct EventRecord
    {
        internal WorkerKey? Keys;
        internal long TimeTicks;
        internal int FirstValue;
        internal EventReason Reason;
        internal bool IsBeat;
        internal bool IsGoodbye;

        /// <summary>Whether it is an event, rejected or not, and no word of a worker's life.</summary>
        internal readonly bool IsEvent => !IsBeat && !IsGoodbye;

        /// <summary>The event's time (N6): what its payload states, where that counts, else the stamp.</summary>
        internal readonly long TimeOr(long stamp, bool hasEventTime) => TimeTicks == long.MinValue || !hasEventTime ? stamp : TimeTicks;
    }
}
