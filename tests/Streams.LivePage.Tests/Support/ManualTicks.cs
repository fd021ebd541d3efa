namespace Streams.LivePage.Tests.Support;

/// <summary>A clock whose only timer ticks when the test says so.</summary>
internal sealed class ManualTicks : TimeProvider
{
    private ManualTimer? _timer;

    /// <summary>Whether anyone waits for a tick.</summary>
    internal bool IsTicking => _timer is not null;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _timer = new ManualTimer(this, () => callback(state));

    internal void Tick() => _timer!.Fire();

    private sealed class ManualTimer(ManualTicks owner, Action fire) : ITimer
    {
        internal Action Fire => fire;

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            if (owner._timer == this) owner._timer = null;
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
