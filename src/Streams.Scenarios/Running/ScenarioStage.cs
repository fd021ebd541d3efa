using Streams.Definition;
using Streams.Events;
using Streams.Lane;
using Streams.Publishing;

namespace Streams.Scenarios.Running;

/// <summary>A pipeline on the daemon's own engine, in a world of its own: its time, its wall clock, its servers.</summary>
/// <remarks>Instants are counted from the start, and go on when the wall clock is set. One thread at a time.</remarks>
public sealed class ScenarioStage : IDisposable
{
    private readonly VirtualLane _lane;
    private DateTimeOffset _zero;

    /// <summary>Begins at 0 s, with every source connected.</summary>
    public ScenarioStage(PipelineDefinition pipeline, DateTimeOffset start, LaneListener? listener = null)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        Pipeline = pipeline;
        _zero = start;
        _lane = new VirtualLane(pipeline, Page, start, listener ?? new LaneListener());
        foreach (var input in _lane.Inputs) input.IsUp = true;
    }

    /// <summary>The pipeline.</summary>
    public PipelineDefinition Pipeline { get; }

    /// <summary>The page as of the last <see cref="Read"/>.</summary>
    public SeriesTable Page { get; } = new();

    /// <summary>When something falls due without any input; null when nothing will.</summary>
    public TimeSpan? NextDue => _lane.NextDue - _zero;

    /// <summary>What the wall clock says at an instant.</summary>
    public DateTimeOffset WallClock(TimeSpan instant) => _zero + instant;

    /// <summary>Sets the wall clock forward, which to the lane is an absence (N13), or back (L7).</summary>
    public void SetWallClock(TimeSpan by)
    {
        _zero += by;
        if (by > TimeSpan.Zero) _lane.Stall(by);
    }

    /// <summary>Lets a source lose its server, or find it again. What arrives between is lost, as NATS loses it.</summary>
    public void Connect(int source, bool isUp)
    {
        if (isUp) _lane.Inputs[source].IsUp = true;
        else _lane.Inputs[source].Disconnected(DisconnectReason.Closed);
    }

    /// <summary>Whether a source hears its server.</summary>
    public bool IsConnected(int source) => _lane.Inputs[source].IsUp;

    /// <summary>A message arrives.</summary>
    public void Send(int source, TimeSpan instant, string subject, ReadOnlySpan<byte> payload)
    {
        if (IsConnected(source)) _lane.Receive(source, WallClock(instant), subject, payload);
    }

    /// <summary>An event arrives, as a decoder would have made it.</summary>
    /// <param name="source">The source's position in the pipeline.</param>
    /// <param name="instant">When it arrives.</param>
    /// <param name="keys">A value for every key of the source's schema.</param>
    /// <param name="values">A value for every field of the schema; NaN is a field that is not there.</param>
    /// <param name="happened">When it happened, which counts where the source's events state their time; null is the arrival.</param>
    public void Send(int source, TimeSpan instant, WorkerKey keys, ReadOnlySpan<double> values, TimeSpan? happened = null)
    {
        if (!IsConnected(source)) return;
        DateTimeOffset? time = Pipeline.Sources[source].HasEventTime ? WallClock(happened ?? instant) : null;
        _lane.Receive(source, WallClock(instant), keys, values, time);
    }

    /// <summary>Does everything that falls due at or before an instant.</summary>
    public void AdvanceTo(TimeSpan instant) => _lane.AdvanceTo(WallClock(instant));

    /// <summary>Brings the page to the instant at which the clock stands.</summary>
    public void Read() => _lane.Read();

    /// <inheritdoc/>
    public void Dispose() => _lane.Dispose();
}
