using Streams.Events;

namespace Streams.Grouping;

/// <summary>The groups of one query in a <see cref="WorkerTable{TEvent}"/>, and what becomes of their events.</summary>
internal abstract class Groups<TEvent>
{
    private readonly Leases<TEvent> _leases;
    private readonly Beats[][] _alive;
    private readonly Beats[][] _vouching;
    private readonly Turnstile _exits;
    private readonly int _strangersCap;
    private readonly LeaseWheel _memory;
    private int _strangers;
    private int _remembered;

    protected Groups(Func<TEvent, WorkerKey> by, Leases<TEvent> leases)
    {
        By = by;
        _leases = leases;
        _alive = [.. leases.Alive.Select(beats => beats.ToArray())];
        _vouching = [.. leases.Vouching.Select(beats => beats.ToArray())];
        _exits = Turnstile.OfCap(leases.Cap);
        _memory = new LeaseWheel(row => Rows.LookAt(row, Query) is { IsRemembered: true, Ends: var ends } ? ends : long.MaxValue);
        _strangersCap = _vouching.Length > 0 ? Math.Max(1, leases.Cap / 4) : int.MaxValue;
    }

    /// <summary>The labels of an event's group; the first one is its worker. Queries with the same function share keys and rows.</summary>
    internal Func<TEvent, WorkerKey> By { get; }

    /// <summary>What <see cref="By"/> chooses from; null where that is not known.</summary>
    internal virtual KeyChoice<TEvent>? Choice => null;

    /// <summary>All beats that keep any of the groups.</summary>
    internal IEnumerable<Beats> AllBeats => _alive.Concat(_vouching).SelectMany(beats => beats);

    internal WorkerRoster? Roster => _leases.Roster;

    internal Goodbyes? Goodbyes => _leases.Goodbyes;

    /// <summary>The keys of the groups, which have a row each; those of all queries that group alike.</summary>
    internal KeyRows Rows { get; private set; } = null!;

    /// <summary>The query's place in every row.</summary>
    internal int Query { get; private set; }

    internal int Count { get; private set; }

    /// <summary>Changes when a group begins or ends.</summary>
    internal int Version { get; private set; }

    internal long Refused { get; set; }

    /// <summary>How often what a group had taken began anew, since a sum would have left the exact range.</summary>
    internal virtual long Restarts => 0;

    internal bool IsFull => Count >= _leases.Cap || (_leases.Budget is { } budget && budget.Left < _leases.Series);

    /// <summary>How many groups have made room for others.</summary>
    internal long Displaced { get; private set; }

    /// <summary>Whether it has to be looked at who may begin a group.</summary>
    internal bool IsCrowded => IsFull || _strangers >= _strangersCap;

    /// <summary>No group that is remembered is forgotten before this instant, in ticks.</summary>
    internal long ForgetsDue => _memory.Due;

    /// <summary>When something falls due that is no lease's end: a window's. <see cref="long.MaxValue"/> where nothing does.</summary>
    internal virtual long Due => long.MaxValue;

    /// <summary>Does what falls due at or before an instant, before leases end.</summary>
    internal virtual void CloseDue(long now)
    {
    }

    /// <summary>Makes room for so many rows.</summary>
    internal abstract void Grow(int capacity);

    /// <summary>The group at a row takes an event of a time, in ticks.</summary>
    internal abstract void Take(int row, in TEvent e, long timeTicks, long order);

    /// <summary>The time that groups take an event at.</summary>
    internal virtual long TimeOf(in TEvent e) => 0;

    /// <summary>Whether the leases of another query are the same wherever the same events enter.</summary>
    internal virtual bool HasLeaseOf(Groups<TEvent> other) => _leases.Expire == other._leases.Expire && _leases.Precedence == other._leases.Precedence;

    internal void Attach(KeyRows rows, int query) => (Rows, Query) = (rows, query);

    internal int RankOf(in TEvent e) => _leases.Precedence is { } precedence ? precedence(e) : 0;

    internal long EndOf(in TEvent e, long now) => LeaseWheel.End(now, _leases.Expire(e).Ticks);

    internal bool MayBegin(in TEvent e) => _leases.Begins is not { } begins || begins(e);

    /// <summary>Whether an event would begin a group for which there is no room (N4). O(1), but for a look over all groups a bounded number of times a
    /// second.</summary>
    internal bool Refuses(in TEvent e, long now)
    {
        if (!IsCrowded) return false;
        if (!WouldBegin(e)) return false;
        if (IsStranger(e)) return true;
        return IsFull && !(MayMakeRoom(e) && _exits.IsOpen(now) && FindDispensable() >= 0);
    }

    /// <summary>Whether a source, by its rank, needs others to vouch for its workers.</summary>
    internal bool NeedsVoucher(int rank) => rank < _vouching.Length && _vouching[rank].Length > 0;

    /// <summary>Whether the event's source needs others to vouch for its workers, and none does.</summary>
    internal bool IsStranger(in TEvent e)
    {
        var rank = RankOf(e);
        return NeedsVoucher(rank) && !Beats.AnyKnows(_vouching[rank], By(e).Worker);
    }

    /// <summary>The row of a group that makes room for that of an event; -1 where there is none.</summary>
    internal int TakeDispensable(in TEvent e, long now)
    {
        if (IsStranger(e) || !MayMakeRoom(e) || !_exits.TryPass(now)) return -1;
        var row = FindDispensable();
        if (row >= 0) Displaced++;
        return row;
    }

    /// <summary>A worker has begun to beat: its groups are no strangers' any more, where that source vouches for them.</summary>
    internal void Vouch(Beats beats, string worker)
    {
        if (_strangers == 0) return;
        for (var row = Rows.FirstOf(worker); row >= 0; row = Rows.Next(row))
        {
            ref var place = ref Rows.PlaceOf(row, Query);
            if (!place.IsHeld || !place.IsStranger || Array.IndexOf(_vouching[place.Holder - 1], beats) < 0) continue;
            place.IsStranger = false;
            _strangers--;
        }
    }

    /// <summary>Whether an event would begin a group and end none for it.</summary>
    internal bool WouldBegin(in TEvent e)
    {
        var key = By(e);
        var row = Rows.Find(key);
        if (row >= 0 && Rows.LookAt(row, Query).IsHeld) return false;
        var held = Rows.GroupsOf(key.Worker, Query);
        return (held.Count == 0 || held.Rank == RankOf(e)) && MayBegin(e);
    }

    /// <summary>The lease of a group is over: it is not shown any more, and what it has taken is kept for as long as the leases say.</summary>
    internal void Hide(int row, long at)
    {
        if (!CanRemember || _leases.Remember <= TimeSpan.Zero)
        {
            Leave(row);
            return;
        }

        CountOut(row);
        ref var place = ref Rows.PlaceOf(row, Query);
        place.Holder = -place.Holder;
        place.Ends = LeaseWheel.End(at, _leases.Remember.Ticks);
        _remembered++;
        _memory.Set(row, at, place.Ends);
    }

    /// <summary>A group that is remembered goes on, under a lease of its own again.</summary>
    internal void Return(int row)
    {
        _memory.Remove(row);
        _remembered--;
        CountIn(row);
    }

    /// <summary>Forgets the groups whose time is over.</summary>
    internal void ForgetDue(long now)
    {
        while (_memory.TryTake(now, out var row)) Forget(row);
    }

    /// <summary>Forgets what a worker has left under other sources: no number mixes two.</summary>
    internal void ForgetOthers(string worker, int rank)
    {
        if (_remembered == 0) return;
        for (var row = Rows.FirstOf(worker); row >= 0; row = Rows.Next(row))
        {
            if (Rows.LookAt(row, Query) is { IsRemembered: true, Holder: var holder } && holder != -(rank + 1)) Forget(row);
        }
    }

    /// <summary>Makes room for one more group, where only what is remembered stands in its way: the longest gone are forgotten first.</summary>
    internal void MakeRoom()
    {
        while (_remembered > 0 && Count + _remembered >= _leases.Cap) ForgetDue(_memory.Due);
    }

    /// <summary>Whether the beats of a source end the groups of another, by its rank.</summary>
    internal bool IsKeptBy(Beats beats, int rank) => rank < _alive.Length && Array.IndexOf(_alive[rank], beats) >= 0;

    /// <summary>Whether a worker beats for a source, by its rank, when leases end.</summary>
    internal bool IsKept(string worker, int rank, long at)
    {
        if (rank >= _alive.Length) return false;
        foreach (var beats in _alive[rank])
        {
            if (beats.Keeps(worker, at)) return true;
        }

        return false;
    }

    /// <summary>Extends every lease, by ticks (N13).</summary>
    internal void Extend(long by)
    {
        for (var row = 0; row < Rows.Used; row++)
        {
            ref var place = ref Rows.PlaceOf(row, Query);
            if (place.Holder != 0 && place.Ends < Place.Kept) place.Ends = LeaseWheel.End(place.Ends, by);
        }
    }

    internal void Join(int row, WorkerKey key, long now)
    {
        Rows.Join(row);
        CountIn(row);
        Begin(row, key, now);
    }

    internal void Leave(int row)
    {
        CountOut(row);
        Empty(row);
    }

    private void Forget(int row)
    {
        _memory.Remove(row);
        _remembered--;
        Empty(row);
    }

    private void Empty(int row)
    {
        Rows.PlaceOf(row, Query) = default;
        Rows.Leave(row);
        End(row);
    }

    /// <summary>A group is shown from now on; its place says whose it is.</summary>
    private void CountIn(int row)
    {
        if (Rows.LookAt(row, Query).IsStranger) _strangers++;
        _leases.Budget?.Take(_leases.Series);
        Count++;
        Version++;
    }

    /// <summary>A group is shown no more; its place still says whose it was.</summary>
    private void CountOut(int row)
    {
        if (Rows.LookAt(row, Query).IsStranger) _strangers--;
        _leases.Budget?.Take(-_leases.Series);
        Rows.GroupsOf(row, Query).Count--;
        Count--;
        Version++;
    }

    // Only a worker that is new here: one with many ranks pushes nobody out.
    private bool MayMakeRoom(in TEvent e) => _vouching.Length > 0 && Rows.GroupsOf(By(e).Worker, Query).Count == 0;

    /// <summary>The stranger that was heard longest ago; else, of the groups that have had a single event and are kept by no beat, the oldest.</summary>
    private int FindDispensable()
    {
        var found = -1;
        for (var row = 0; row < Rows.Used; row++)
        {
            ref readonly var place = ref Rows.LookAt(row, Query);
            if (!place.IsHeld || (!place.IsStranger && place.WasRenewed)) continue;
            if (found >= 0)
            {
                ref readonly var best = ref Rows.LookAt(found, Query);
                if (best.IsStranger != place.IsStranger ? best.IsStranger : best.Version < place.Version) continue;
            }

            var rank = place.Holder - 1;
            if (place.IsStranger || rank >= _alive.Length || !Beats.AnyKnows(_alive[rank], Rows.KeyOf(row).Worker)) found = row;
        }

        return found;
    }

    /// <summary>Whether a group can go on after its lease has ended.</summary>
    protected virtual bool CanRemember => false;

    /// <summary>A group begins at a row, which is empty.</summary>
    protected abstract void Begin(int row, WorkerKey key, long now);

    /// <summary>The group at a row ends, and all that is kept of it.</summary>
    protected abstract void End(int row);
}
