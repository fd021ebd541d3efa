using System.Reactive.Concurrency;

namespace Streams.Tests.Grouping;

/// <summary>Counts what is scheduled on another scheduler.</summary>
internal sealed class CountingScheduler(IScheduler inner) : IScheduler
{
    internal int Scheduled { get; private set; }

    internal bool ScheduledForNow { get; private set; }

    public DateTimeOffset Now => inner.Now;

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) => Schedule(state, Now, action);

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) => Schedule(state, Now + dueTime, action);

    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        Scheduled++;
        ScheduledForNow |= dueTime <= Now;
        return inner.Schedule(state, dueTime, (_, same) => action(this, same));
    }
}
