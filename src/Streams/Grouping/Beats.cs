using System.Reactive.Concurrency;

namespace Streams.Grouping;

/// <summary>The workers that one source hears from, whether anything changed or not; they keep silent groups of other sources (N12).</summary>
/// <remarks>
/// Shared by all metrics of a pipeline. A worker beats for [last, last + expire). Used on the lane's thread only; one timer for
/// all workers. Memory is bounded by the cap: a worker beyond it does not beat, and its groups keep their plain leases.
/// </remarks>
public sealed class Beats : IDisposable
{
    private readonly Dictionary<string, Pulse> _pulses = [];
    private readonly TimeSpan _expire;
    private readonly int _cap;
    private readonly LeaseQueue<Pulse> _queue;

    /// <summary>Creates the beats of one source.</summary>
    /// <param name="expire">How long a worker beats after an event: the source's <c>expire</c>. Longer than 0.</param>
    /// <param name="cap">The most workers that are kept.</param>
    /// <param name="scheduler">The clock on which beats end.</param>
    public Beats(TimeSpan expire, int cap, IScheduler scheduler)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(expire, TimeSpan.Zero);
        _expire = expire;
        _cap = cap;
        _queue = new(scheduler, End);
    }

    /// <summary>Tells that a worker beats no more, and since which instant, in ticks of UTC.</summary>
    public event Action<Beats, string, long>? Ended;

    /// <summary>How many workers beat.</summary>
    public int Count => _pulses.Count;

    /// <summary>The source heard from a worker.</summary>
    /// <param name="worker">The worker, as the first label of the groups names it.</param>
    /// <param name="now">The clock, in ticks of UTC.</param>
    public void Beat(string worker, long now)
    {
        EndDue(now);
        var ends = LeaseQueue<Pulse>.End(now, _expire);
        if (_pulses.TryGetValue(worker, out var pulse))
        {
            _queue.Renew(pulse, now, ends);
        }
        else if (_pulses.Count < _cap)
        {
            pulse = new Pulse(worker, now);
            _pulses.Add(worker, pulse);
            _queue.Add(pulse, now, ends);
        }
    }

    /// <summary>Whether a worker beats at an instant that is not before the last beat.</summary>
    public bool IsBeating(string worker, long now) => _pulses.TryGetValue(worker, out var pulse) && pulse.Ends > now;

    /// <summary>Whether a worker beats when the leases of an instant end, which is before its messages (L4).</summary>
    internal bool Keeps(string worker, long at) => _pulses.TryGetValue(worker, out var pulse) && pulse.Began < at && pulse.Ends > at;

    /// <summary>Ends the beats that are over, where the timer has not done so yet.</summary>
    internal void EndDue(long now) => _queue.EndDue(now);

    /// <summary>Stops the timer and forgets all workers; nobody is told.</summary>
    public void Dispose()
    {
        _queue.Dispose();
        _pulses.Clear();
    }

    private void End(Pulse pulse)
    {
        _pulses.Remove(pulse.Worker);
        Ended?.Invoke(this, pulse.Worker, pulse.Ends);
    }

    private sealed class Pulse(string worker, long began) : Lease
    {
        internal string Worker => worker;

        internal long Began => began;
    }
}
