namespace Streams.Events;

/// <summary>One event of one worker from one source, as the lane hands it to the pipeline.</summary>
/// <remarks>Its values live in a reused buffer: read them during the call, and keep no reference to them.</remarks>
public readonly struct Event
{
    private readonly double[] _values;
    private readonly int _offset;

    internal Event(int source, WorkerKey keys, double[] values, int offset, long time)
    {
        Source = source;
        Keys = keys;
        _values = values;
        _offset = offset;
        TimeTicks = time;
    }

    /// <summary>Creates an event with its own values, in the order of the source's schema; NaN means the field is absent.</summary>
    public Event(int source, WorkerKey keys, DateTimeOffset time, params double[] values)
        : this(source, keys, values, 0, time.UtcTicks)
    {
    }

    /// <summary>The position of its source in the pipeline's list.</summary>
    public int Source { get; }

    /// <summary>A value for every key of the source's schema.</summary>
    public WorkerKey Keys { get; }

    /// <summary>Event time in ticks of UTC (100 ns): the payload's, where the source names one, else the arrival stamp.</summary>
    public long TimeTicks { get; }

    /// <summary>Event time.</summary>
    public DateTimeOffset Time => new(TimeTicks, TimeSpan.Zero);

    /// <summary>The value of a field by its position in the source's schema; NaN where the event does not have it.</summary>
    public double this[int field] => _values[_offset + field];
}
