using Streams.Definition;
using Streams.Events;
using Streams.Publishing;

namespace Streams.Lane;

/// <summary>A lane without a thread or a wall clock: its owner sets the time. Replays, scenarios and tests run like this.</summary>
/// <remarks>The sources' ends, the queue and the lane are those of <see cref="LaneHost"/>; only the driver differs. One thread at a time.</remarks>
public sealed class VirtualLane : IDisposable
{
    private readonly PipelineLane _lane;
    private readonly ArrivalTime _time = new();
    private readonly LaneQueue _queue = new(LaneHost.DefaultQueueMessages);

    /// <summary>Creates a lane whose clock stands at <paramref name="start"/>.</summary>
    public VirtualLane(PipelineDefinition definition, ISeriesSink sink, DateTimeOffset start, LaneListener listener)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(listener);
        _lane = new PipelineLane(definition, sink, start, listener);
        _time.Now = start;
        Inputs = [.. definition.Sources.Select((source, i) => new SourceInput(source, i, _queue, _time, listener, definition.MaxWorkers))];
    }

    /// <summary>The way in of each source, in the pipeline's order; whether one is up is for the holder to say.</summary>
    public IReadOnlyList<SourceInput> Inputs { get; }

    /// <summary>The events that it accepts and the readings that it shows.</summary>
    public LaneData Data => _lane.Data;

    /// <summary>Where the clock stands.</summary>
    public DateTimeOffset Now => _lane.Now;

    /// <summary>When something falls due without any input; null when nothing will.</summary>
    public DateTimeOffset? NextDue => _lane.NextDue;

    /// <summary>Takes one message that arrived at an instant: everything due at or before it is done first (L3).</summary>
    /// <param name="source">The source's position in the pipeline.</param>
    /// <param name="arrival">When it arrived; at least one tick is put between two messages (L2), and more than a minute back starts the lane anew
    /// (L7).</param>
    /// <param name="subject">The subject that it arrived on.</param>
    /// <param name="payload">The payload; not kept.</param>
    public void Receive(int source, DateTimeOffset arrival, string subject, ReadOnlySpan<byte> payload)
    {
        _time.Now = arrival;
        Inputs[source].Receive(subject, payload);
        Inputs[source].Flush();
        Take();
    }

    /// <summary>Takes one event that needs no decoding.</summary>
    /// <param name="source">The source's position in the pipeline.</param>
    /// <param name="arrival">When it arrived.</param>
    /// <param name="keys">A value for every key of the source's schema.</param>
    /// <param name="values">A value for every field of the schema; NaN is a field that is not there.</param>
    /// <param name="time">Event time; null is the arrival.</param>
    public void Receive(int source, DateTimeOffset arrival, WorkerKey keys, ReadOnlySpan<double> values, DateTimeOffset? time = null)
    {
        _time.Now = arrival;
        Inputs[source].Receive(keys, values, time);
        Inputs[source].Flush();
        Take();
    }

    /// <summary>Takes what sources have posted by <see cref="Inputs"/>: each message arrived where the clock had last been told to be.</summary>
    public void Take()
    {
        while (_queue.TryTake(out var batch))
        {
            for (var i = 0; i < batch!.Count; i++) _lane.Take(batch, i);
            _queue.End(batch);
        }
    }

    /// <summary>Does everything that falls due at or before an instant, and stands there; an earlier one than the clock's changes nothing (L7).</summary>
    public void AdvanceTo(DateTimeOffset instant)
    {
        _time.Now = instant;
        _lane.AdvanceTo(instant);
    }

    /// <summary>The lane is absent for so long, from the instant that it was last told (N13).</summary>
    public void Stall(TimeSpan length)
    {
        var from = _time.Now;
        _time.Now = from + length;
        _lane.TakeStall(from.UtcTicks, _time.Now.UtcTicks);
    }

    /// <summary>Writes the state at the clock's instant into the sink's series (L5). Reading changes nothing.</summary>
    public void Read() => _lane.Read(new LaneView(Inputs, 0, 0, TimeSpan.Zero));

    /// <inheritdoc/>
    public void Dispose() => _lane.Dispose();

    /// <summary>What the sources take for the wall clock.</summary>
    private sealed class ArrivalTime : TimeProvider
    {
        internal DateTimeOffset Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.UtcTicks;
    }
}
