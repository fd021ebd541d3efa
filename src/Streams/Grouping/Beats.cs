using System.Reactive.Concurrency;
using Streams.Events;
using Streams.Timing;

namespace Streams.Grouping;

/// <summary>
/// The heartbeats of one source: the workers it hears from, whether anything changed or not. They keep silent groups of other sources alive
/// (N12).
/// </summary>
/// <remarks>
/// Shared by all metrics of a pipeline. A worker beats for [last, last + expire). Used on the lane's thread only; one timer for
/// all workers. Memory is bounded by the cap: a worker beyond it does not beat, and its groups keep their plain leases.
/// </remarks>
public sealed class Beats : IDisposable
{
    private readonly Dictionary<string, int> _byName = [];
    private readonly Stack<int> _free = [];
    private readonly LeaseWheel _ends;
    private readonly DueTimer _timer;
    private readonly long _expire;
    private readonly int _cap;
    private readonly Turnstile? _turnstile;
    private Pulse[] _pulses = [];

    /// <summary>Creates the beats of one source.</summary>
    /// <param name="expire">How long a worker beats after an event: the source's <c>expire</c>. Longer than 0.</param>
    /// <param name="cap">The most workers that are kept.</param>
    /// <param name="scheduler">The clock on which beats end.</param>
    public Beats(TimeSpan expire, int cap, IScheduler scheduler)
        : this(expire, cap, scheduler, turnstile: null)
    {
    }

    /// <summary>Creates the beats of a source that vouches for workers (N4): once half the cap is taken the turnstile lets new ones in, and at the cap
    /// each takes the place of the one that has been silent longest.</summary>
    internal Beats(TimeSpan expire, int cap, IScheduler scheduler, Turnstile? turnstile)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(expire, TimeSpan.Zero);
        _expire = expire.Ticks;
        _cap = cap;
        _turnstile = turnstile;
        _ends = new LeaseWheel(at => _pulses[at].Ends);
        _timer = new DueTimer(scheduler, EndDue);
    }

    /// <summary>Raised when a worker's heartbeat has expired, with the instant in ticks of UTC.</summary>
    public event Action<Beats, string, long>? Ended;

    /// <summary>Raised when a worker has begun to beat.</summary>
    internal event Action<Beats, string>? Began;

    /// <summary>How many workers have a current heartbeat.</summary>
    public int Count => _byName.Count;

    /// <summary>No beat ends before this instant, in ticks; <see cref="long.MaxValue"/> where none ends at all.</summary>
    internal long Due => _ends.Due;

    /// <summary>The source heard from a worker.</summary>
    /// <param name="worker">The worker, as the first label of the groups names it.</param>
    /// <param name="now">The clock, in ticks of UTC.</param>
    public void Beat(string worker, long now)
    {
        EndDue(now);
        if (_byName.TryGetValue(worker, out var at)) _pulses[at].Ends = LeaseWheel.End(now, _expire);
        else if (HasPlace(now)) Begin(worker, now);
    }

    /// <summary>The source heard from the worker of a key.</summary>
    /// <remarks>The key remembers the worker's place: no look-up of a name at every event.</remarks>
    internal void Beat(WorkerKey key, long now)
    {
        if (now < Due && (uint)key.Pulse < (uint)_pulses.Length && ReferenceEquals(_pulses[key.Pulse].Worker, key.Worker))
        {
            _pulses[key.Pulse].Ends = LeaseWheel.End(now, _expire);
            return;
        }

        Beat(key.Worker, now);
        key.Pulse = _byName.GetValueOrDefault(key.Worker);
    }

    /// <summary>Whether a worker beats at an instant that is not before the last beat.</summary>
    public bool IsBeating(string worker, long now) => _byName.TryGetValue(worker, out var at) && _pulses[at].Ends > now;

    /// <summary>Whether a worker beats, as far as what was due has run.</summary>
    internal bool Knows(string worker) => _byName.ContainsKey(worker);

    /// <summary>Whether a worker beats for any of some sources, as far as what was due has run.</summary>
    internal static bool AnyKnows(Beats[] sources, string worker)
    {
        foreach (var beats in sources)
        {
            if (beats.Knows(worker)) return true;
        }

        return false;
    }

    /// <summary>Whether the worker of a key beats, or a beat of it would be taken.</summary>
    internal bool Admits(WorkerKey key, long now) =>
        _turnstile is null || _byName.Count < _cap / 2 || _turnstile.IsOpen(now)
        || ((uint)key.Pulse < (uint)_pulses.Length && ReferenceEquals(_pulses[key.Pulse].Worker, key.Worker)) || Knows(key.Worker);

    /// <summary>Whether a worker beats when the leases of an instant end, which is before its messages (L4).</summary>
    internal bool Keeps(string worker, long at) => _byName.TryGetValue(worker, out var known) && _pulses[known].Began < at && _pulses[known].Ends > at;

    /// <summary>Extends every beat, by ticks (N13).</summary>
    internal void Extend(long by)
    {
        foreach (var at in _byName.Values) _pulses[at].Ends = LeaseWheel.End(_pulses[at].Ends, by);
    }

    /// <summary>Ends the beats that are over, where the timer has not done so yet.</summary>
    internal void EndDue(long now)
    {
        if (now < Due) return;
        while (_ends.TryTake(now, out var at)) End(at);
        _timer.Arm(Due);
    }

    /// <summary>Stops the timer and forgets all workers without raising <see cref="Ended"/>.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        foreach (var at in _byName.Values) _ends.Remove(at);
        _byName.Clear();
        _pulses = [];
        _free.Clear();
    }

    /// <summary>Whether there is a place for one more worker; where there was none, the one that has been silent longest makes it.</summary>
    private bool HasPlace(long now)
    {
        if (_turnstile is null) return _byName.Count < _cap;
        if (_byName.Count < _cap / 2) return true;
        if (!_turnstile.TryPass(now)) return false;
        if (_byName.Count >= _cap) EndSilent(now);
        return true;
    }

    private void EndSilent(long now)
    {
        var silent = _byName.Values.First();
        foreach (var at in _byName.Values)
        {
            if (_pulses[at].Ends < _pulses[silent].Ends) silent = at;
        }

        _ends.Remove(silent);
        _pulses[silent].Ends = now;
        End(silent);
    }

    private void Begin(string worker, long now)
    {
        if (!_free.TryPop(out var at)) at = _byName.Count;
        if (at >= _pulses.Length) Array.Resize(ref _pulses, Math.Max(8, _pulses.Length + (_pulses.Length / 4)));
        var ends = LeaseWheel.End(now, _expire);
        _pulses[at] = new Pulse { Worker = worker, Began = now, Ends = ends };
        _byName.Add(worker, at);
        _ends.Set(at, now, ends);
        _timer.Arm(Due);
        Began?.Invoke(this, worker);
    }

    private void End(int at)
    {
        var (worker, ends) = (_pulses[at].Worker!, _pulses[at].Ends);
        _byName.Remove(worker);
        _pulses[at] = default;
        _free.Push(at);
        Ended?.Invoke(this, worker, ends);
    }

    private struct Pulse
    {
        internal string? Worker;
        internal long Began;
        internal long Ends;
    }
}
