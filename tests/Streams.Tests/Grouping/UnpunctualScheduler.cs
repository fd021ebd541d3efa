using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Streams.Tests.Grouping;

/// <summary>A clock that the test sets, and timers that go off when the test says so: too early, too late, or never.</summary>
internal sealed class UnpunctualScheduler : IScheduler
{
    private Action? _fire;

    internal DateTimeOffset? Due { get; private set; }

    public DateTimeOffset Now { get; private set; } = DateTimeOffset.MinValue;

    internal void Set(long now) => Now = new(now, TimeSpan.Zero);

    internal void Fire()
    {
        Due = null;
        _fire!();
    }

    public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) => throw new NotSupportedException();

    public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) => throw new NotSupportedException();

    public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action)
    {
        Action fire = () => action(this, state);
        Due = dueTime;
        _fire = fire;
        return Disposable.Create(() => Due = _fire == fire ? null : Due);
    }
}
