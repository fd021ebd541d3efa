namespace Streams.Replaying;

/// <summary>Recorded time that passes by the wall clock, at a speed.</summary>
/// <param name="speed">Recorded seconds in a second.</param>
/// <param name="time">The wall clock.</param>
public sealed class Pace(double speed, TimeProvider time)
{
    /// <summary>The longest wait before the replay moves on.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private DateTimeOffset _recorded;
    private long _began;

    /// <summary>The recorded instant that is now.</summary>
    public DateTimeOffset Now => _recorded + (time.GetElapsedTime(_began) * speed);

    /// <summary>From now on the given instant is now.</summary>
    public void Begin(DateTimeOffset recorded)
    {
        _recorded = recorded;
        _began = time.GetTimestamp();
    }

    /// <summary>Waits a little, or until an instant is reached.</summary>
    /// <returns>The instant that is now; null when the awaited one is.</returns>
    internal DateTimeOffset? Wait(DateTimeOffset until, CancellationToken cancel)
    {
        var ahead = (until - Now) / speed;
        if (ahead <= TimeSpan.Zero) return null;
        using var timer = new CancellationTokenSource(ahead < Step ? ahead : Step, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        either.Token.WaitHandle.WaitOne();
        cancel.ThrowIfCancellationRequested();
        var now = Now;
        return now < until ? now : null;
    }
}
