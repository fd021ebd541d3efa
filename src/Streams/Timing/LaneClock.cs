using System.Reactive.Concurrency;

namespace Streams.Timing;

/// <summary>The one clock of a lane: virtual time that moves when the lane moves it (L1 to L8).</summary>
/// <remarks>
/// At one instant windows close before leases end (L4), whoever was scheduled first: operators are given the scheduler of
/// their rank. Not thread-safe: the lane's thread alone uses it. An exception in a callback leaves <c>AdvanceTo</c>.
/// </remarks>
public sealed class LaneClock : HistoricalSchedulerBase
{
    private readonly PriorityQueue<ScheduledItem<DateTimeOffset>, Due> _queue = new();
    private long _order;

    // No later than the first due time; what was cancelled may leave it earlier.
    private long _earliest = long.MaxValue;

    /// <summary>Creates a clock that stands at <paramref name="start"/>.</summary>
    public LaneClock(DateTimeOffset start)
        : base(start, Comparer<DateTimeOffset>.Default)
    {
        Windows = new RankedScheduler(this, 0);
        Leases = new RankedScheduler(this, 1);
    }

    /// <summary>The scheduler of window ends: first at every instant.</summary>
    public IScheduler Windows { get; }

    /// <summary>The scheduler of lease ends: after the windows of the instant.</summary>
    public IScheduler Leases { get; }

    /// <summary>When the next work falls due; null when none is pending.</summary>
    public DateTimeOffset? NextDue => GetNext()?.DueTime;

    /// <summary>Where the clock stands, in ticks of UTC.</summary>
    internal long Ticks => Clock.UtcTicks;

    /// <summary>
    /// Does everything that falls due at or before an instant, and stands there. Costs little where nothing is due, as between most
    /// messages.
    /// </summary>
    internal void MoveTo(long ticks)
    {
        var instant = new DateTimeOffset(ticks, TimeSpan.Zero);
        if (ticks < _earliest && ticks >= Ticks)
        {
            Clock = instant;
            return;
        }

        AdvanceTo(instant);
        _earliest = NextDue?.UtcTicks ?? long.MaxValue;
    }

    /// <inheritdoc/>
    public override IDisposable ScheduleAbsolute<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
        ScheduleRanked(this, 2, state, dueTime, action);

    /// <inheritdoc/>
    protected override IScheduledItem<DateTimeOffset>? GetNext()
    {
        while (_queue.TryPeek(out var next, out _))
        {
            if (!next.IsCanceled) return next;
            _queue.Dequeue();
        }

        return null;
    }

    private ScheduledItem<DateTimeOffset> ScheduleRanked<TState>(IScheduler scheduler, int rank, TState state, DateTimeOffset dueTime,
        Func<IScheduler, TState, IDisposable> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        // An item runs when it is the next one, so it is the queue's head that leaves.
        var item = new ScheduledItem<DateTimeOffset, TState>(scheduler, state, (s, st) => { _queue.Dequeue(); return action(s, st); }, dueTime);
        _queue.Enqueue(item, new Due(dueTime.UtcTicks, rank, _order++));
        _earliest = Math.Min(_earliest, dueTime.UtcTicks);
        return item;
    }

    private readonly record struct Due(long Ticks, int Rank, long Order) : IComparable<Due>
    {
        public int CompareTo(Due other) =>
            Ticks != other.Ticks ? Ticks.CompareTo(other.Ticks)
            : Rank != other.Rank ? Rank.CompareTo(other.Rank)
            : Order.CompareTo(other.Order);
    }

    private sealed class RankedScheduler(LaneClock clock, int rank) : IScheduler
    {
        public DateTimeOffset Now => clock.Clock;

        public IDisposable Schedule<TState>(TState state, Func<IScheduler, TState, IDisposable> action) =>
            clock.ScheduleRanked(this, rank, state, clock.Now, action);

        public IDisposable Schedule<TState>(TState state, TimeSpan dueTime, Func<IScheduler, TState, IDisposable> action) =>
            clock.ScheduleRanked(this, rank, state, clock.Now + Scheduler.Normalize(dueTime), action);

        public IDisposable Schedule<TState>(TState state, DateTimeOffset dueTime, Func<IScheduler, TState, IDisposable> action) =>
            clock.ScheduleRanked(this, rank, state, dueTime, action);
    }
}
