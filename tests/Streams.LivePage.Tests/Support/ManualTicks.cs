namespace Streams.LivePage.Tests.Support;

/// <summary>A clock whose only timer ticks when the test says so.</summary>
internal sealed class ManualTicks : TimeProvider
{
    private ManualTimer? _timer;

    /// <summary>Ends when nobody waits for a tick any more.</summary>
    internal Task Stopped => _timer!.Stopped.Task;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _timer = new ManualTimer(() => callback(state));

    internal void Tick() => _timer!.Fire();

    private sealed class ManualTimer(Action fire) : ITimer
    {
        internal Action Fire => fire;

        internal TaskCompletionSource Stopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => Stopped.TrySetResult();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
