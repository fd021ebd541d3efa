namespace Streams.Recording;

/// <summary>Holds a replay back so that recorded time passes at a speed.</summary>
internal sealed class Pace(double speed, TimeProvider time, CancellationToken cancel)
{
    private DateTimeOffset _recorded;
    private long _began;

    /// <summary>From now on the given instant is now.</summary>
    internal void Begin(DateTimeOffset recorded)
    {
        _recorded = recorded;
        _began = time.GetTimestamp();
    }

    internal bool IsAhead(DateTimeOffset instant) => Ahead(instant) > TimeSpan.Zero;

    internal void WaitFor(DateTimeOffset instant)
    {
        while (Ahead(instant) is var ahead && ahead > TimeSpan.Zero) Task.Delay(ahead, time, cancel).GetAwaiter().GetResult();
    }

    private TimeSpan Ahead(DateTimeOffset instant) => ((instant - _recorded) / speed) - time.GetElapsedTime(_began);
}
