using System.Reactive.Concurrency;
using System.Reactive.Disposables;

namespace Streams.Grouping;

/// <summary>Ends leases at their exact instants, with one timer for all of them.</summary>
/// <remarks>
/// A renewal moves only the lease's own stamp; the heap learns of it when the old instant reaches its top, so that the cost
/// of an event does not depend on how many leases there are. The timer has an absolute due time after the clock, and its
/// callback believes the clock and not the timer. Single-threaded.
/// </remarks>
internal sealed class LeaseQueue<TLease>(IScheduler scheduler, Action<TLease> end) : IDisposable
    where TLease : Lease
{
    private const int StaleAllowed = 64;
    private readonly SerialDisposable _timer = new();
    private PriorityQueue<TLease, (long At, long Order)> _checks = new();
    private long _order;
    private int _live;

    /// <summary>No lease ends before this instant, in ticks; <see cref="long.MaxValue"/> where none ends at all.</summary>
    internal long Due { get; private set; } = long.MaxValue;

    /// <summary>The end of a lease that is renewed at an instant; never beyond the calendar.</summary>
    internal static long End(long now, TimeSpan expire) => now + Math.Min(expire.Ticks, DateTimeOffset.MaxValue.Ticks - now);

    /// <summary>Begins to watch over a lease that ends after now.</summary>
    internal void Add(TLease lease, long now, long ends)
    {
        if (ends <= now) throw new InvalidOperationException("A lease must be longer than nothing.");
        lease.Ends = ends;
        _live++;
        Check(lease);
        if (ends < Due) Arm(ends);
    }

    /// <summary>Moves the end of a lease.</summary>
    internal void Renew(TLease lease, long now, long ends)
    {
        if (ends < lease.CheckAt) Shorten(lease, now, ends);
        lease.Ends = ends;
    }

    /// <summary>Forgets a lease that ended for another reason.</summary>
    internal void Remove(TLease lease)
    {
        if (lease.CheckAt == 0) return;
        lease.CheckAt = 0;
        _live--;
        if (_checks.Count > (2 * _live) + StaleAllowed) Compact();
    }

    /// <summary>Ends every lease that is over, in the order of their ends, and arms the timer for the next one.</summary>
    internal void EndDue(long now)
    {
        if (now < Due) return;
        while (_checks.TryPeek(out var lease, out var check))
        {
            if (check.At != lease.CheckAt)
            {
                _checks.Dequeue();
            }
            else if (lease.Ends > check.At)
            {
                lease.CheckAt = lease.Ends;
                _checks.DequeueEnqueue(lease, (lease.Ends, check.Order));
            }
            else if (check.At <= now)
            {
                _checks.Dequeue();
                lease.CheckAt = 0;
                _live--;
                end(lease);
            }
            else
            {
                Arm(check.At);
                return;
            }
        }

        Arm(long.MaxValue);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _checks.Clear();
        _live = 0;
        Due = long.MaxValue;
    }

    private void Shorten(TLease lease, long now, long ends)
    {
        Remove(lease);
        Add(lease, now, ends);
    }

    private void Check(TLease lease)
    {
        lease.CheckAt = lease.Ends;
        _checks.Enqueue(lease, (lease.Ends, _order++));
    }

    private void Compact() =>
        _checks = new(_checks.UnorderedItems.Where(item => item.Priority.At == item.Element.CheckAt));

    private void Arm(long due)
    {
        Due = due;
        _timer.Disposable = due == long.MaxValue || _timer.IsDisposed
            ? Disposable.Empty
            : scheduler.Schedule(this, new DateTimeOffset(due, TimeSpan.Zero), static (clock, queue) => queue.Fire(clock));
    }

    private IDisposable Fire(IScheduler clock)
    {
        var now = clock.Now.UtcTicks;
        if (now < Due) Arm(Due);
        else EndDue(now);
        return Disposable.Empty;
    }
}
