using Streams.Testing.Support;

namespace Streams.Discovery.Tests.Support;

/// <summary>A clock that stands still until the one timer that a follower waits for is let fall due.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private readonly DateTimeOffset _start = DateTimeOffset.UtcNow;
    private readonly Lock _gate = new();
    private TaskCompletionSource<Timer> _waiting = New();
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _start.AddTicks(GetTimestamp());

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(() => callback(state), dueTime);
        lock (_gate) _waiting.TrySetResult(timer);
        return timer;
    }

    /// <summary>Lets time pass, timer by timer; returns when the follower waits for one that falls due later.</summary>
    internal async Task PassAsync(TimeSpan time)
    {
        var end = GetTimestamp() + time.Ticks;
        while (true)
        {
            var timer = await _waiting.Task.WaitAsync(Patience.Limit);
            var due = GetTimestamp() + timer.Left.Ticks;
            Interlocked.Exchange(ref _now, Math.Min(due, end));
            if (due > end)
            {
                timer.Left = TimeSpan.FromTicks(due - end);
                return;
            }

            lock (_gate) _waiting = New();
            timer.Fire();
        }
    }

    /// <summary>Returns when the follower has done what it does before it waits.</summary>
    internal Task WaitsAsync() => _waiting.Task.WaitAsync(Patience.Limit);

    private static TaskCompletionSource<Timer> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Timer(Action fire, TimeSpan left) : ITimer
    {
        internal TimeSpan Left { get; set; } = left;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        internal void Fire() => fire();
    }
}
