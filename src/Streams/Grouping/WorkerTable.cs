using System.Reactive.Concurrency;
using Streams.Timing;

namespace Streams.Grouping;

/// <summary>The workers of all queries of one subscription: which groups live, until when, and under which source (N3, N4, N12).</summary>
/// <remarks>
/// An event comes with the queries that it enters. Queries with the same key look up its row once, and those with the same lease renew it there once
/// (<see cref="SharedLease{TEvent}"/>), by moving its end: no timer, no queue. What is rare (a group begins, is taken over, ends) has a method of its own.
/// One timer for everything; at one instant windows close, then leases end (L4). Single-threaded.
/// </remarks>
internal sealed class WorkerTable<TEvent> : IDisposable
{
    private readonly IScheduler _scheduler;
    private readonly Groups<TEvent>[] _groups;
    private readonly SharedKeys<TEvent>[] _sharedKeys;
    private readonly SharedLease<TEvent>[] _leases;
    private readonly Beats[] _beats;
    private readonly Goodbyes[] _goodbyes;
    private readonly DueTimer _timer;
    private long _due = long.MaxValue;
    private long _order;

    internal WorkerTable(IReadOnlyList<Groups<TEvent>> groups, IScheduler scheduler)
    {
        _scheduler = scheduler;
        _timer = new DueTimer(scheduler, CatchUp);
        _groups = [.. groups];
        _sharedKeys = [.. groups.GroupBy(g => g.By).Select((same, i) => new SharedKeys<TEvent>([.. same], i))];
        _leases = Array.ConvertAll(_groups, g => _sharedKeys.SelectMany(keys => keys.Leases).Single(lease => lease.Groups.Contains(g)));
        _beats = [.. groups.SelectMany(g => g.AllBeats).Distinct()];
        foreach (var beats in _beats)
        {
            beats.Began += OnBeatBegan;
            beats.Ended += OnBeatEnded;
        }
        _goodbyes = [.. groups.Select(g => g.Goodbyes).OfType<Goodbyes>().Distinct()];
        foreach (var goodbyes in _goodbyes) goodbyes.Gone += OnGone;
    }

    internal bool IsStopped { get; private set; }

    /// <summary>Takes an event into the queries that it enters.</summary>
    internal void Take(in TEvent e, ReadOnlySpan<int> enters)
    {
        var now = _scheduler.Now.UtcTicks;
        if (now >= _due || AreBeatsDue(now)) CatchUp(now);
        var order = ++_order;
        var left = enters.Length;
        foreach (var query in enters)
        {
            var lease = _leases[query];
            if (lease.Enter(order) is not (> 0 and var all) || !lease.TryTake(e, now)) continue;
            if (lease.Keys.Rows.Leases.Due < _due) Arm(lease.Keys.Rows.Leases.Due);
            left -= all;
        }

        if (left > 0) TakeOneByOne(e, enters, now, order);
    }

    private void TakeOneByOne(in TEvent e, ReadOnlySpan<int> enters, long now, long order)
    {
        foreach (var query in enters)
        {
            if (IsStopped) return;
            var lease = _leases[query];
            if (lease.IsTaken) continue;
            var (groups, keys) = (_groups[query], lease.Keys);
            if (keys.Order != order) keys.Find(e, order);
            var rank = groups.RankOf(e);
            if (keys.Row >= 0)
            {
                ref var place = ref keys.Rows.PlaceOf(keys.Row, groups.Query);
                if (place.Holder == rank + 1)
                {
                    var ends = groups.EndOf(e, now);
                    if (ends < place.Ends) Lower(keys, now, ends);
                    place.Ends = ends;
                    place.Version = order;
                    place.WasRenewed = true;
                    groups.Take(keys.Row, e, groups.TimeOf(e), order);
                    continue;
                }

                if (place.IsHeld && rank >= place.Holder) continue;
            }

            Enter(e, groups, keys, rank, now);
        }

        foreach (var query in enters) _leases[query].Share();
    }

    /// <summary>Does what is due, where the timer has not done so yet.</summary>
    internal void CatchUp()
    {
        var now = _scheduler.Now.UtcTicks;
        if (now >= _due || AreBeatsDue(now)) CatchUp(now);
    }

    /// <summary>Stops everything silently: no lease, heartbeat or window end is reported from now on.</summary>
    public void Dispose()
    {
        if (IsStopped) return;
        IsStopped = true;
        _timer.Dispose();
        foreach (var beats in _beats)
        {
            beats.Began -= OnBeatBegan;
            beats.Ended -= OnBeatEnded;
        }

        foreach (var goodbyes in _goodbyes) goodbyes.Gone -= OnGone;
        foreach (var keys in _sharedKeys) keys.Withdraw();
    }

    private bool AreBeatsDue(long now)
    {
        foreach (var beats in _beats)
        {
            if (now >= beats.Due) return true;
        }

        return false;
    }

    /// <summary>An event whose group does not exist, or belongs to another source.</summary>
    private void Enter(in TEvent e, Groups<TEvent> groups, SharedKeys<TEvent> keys, int rank, long now)
    {
        var held = keys.Row >= 0 ? keys.Rows.GroupsOf(keys.Row, groups.Query) : keys.Rows.GroupsOf(keys.Key.Worker, groups.Query);
        if ((held.Count > 0 && rank > held.Rank) || !groups.MayBegin(e)) return;
        var takesOver = held.Count > 0 && rank < held.Rank;
        if (takesOver) EndAll(groups, keys.Key.Worker, expiredAt: null);
        if (IsStopped) return;
        groups.ForgetOthers(keys.Key.Worker, rank);
        if (groups.IsFull && groups.TakeDispensable(e, now) is >= 0 and var row) Displace(groups, row);
        if (IsStopped) return;
        if (groups.IsFull) groups.Refused++;
        else Begin(e, groups, keys, rank, now, before: held.Count > 0 ? held.Rank : null);
    }

    private void Begin(in TEvent e, Groups<TEvent> groups, SharedKeys<TEvent> keys, int rank, long now, int? before)
    {
        var ends = groups.EndOf(e, now);
        var returns = keys.Row >= 0 && keys.Rows.LookAt(keys.Row, groups.Query).IsRemembered;
        if (!returns) groups.MakeRoom();
        var row = keys.Row >= 0 ? keys.Row : keys.Add();
        ref var held = ref keys.Rows.GroupsOf(row, groups.Query);
        held.Rank = rank;
        held.Count++;
        if (before is { } other) groups.Roster?.Follow(keys.Key.Worker, groups.NeedsVoucher(other), groups.NeedsVoucher(rank));
        else groups.Roster?.Join(keys.Key.Worker, groups.NeedsVoucher(rank));
        keys.Rows.PlaceOf(row, groups.Query) = new Place { Ends = ends, Version = _order, Holder = rank + 1, IsStranger = groups.IsStranger(e) };
        Lower(keys, now, ends);
        if (returns) groups.Return(row);
        else groups.Join(row, keys.Rows.KeyOf(row), now);
        if (IsStopped) return;
        if (groups.Due < _due) Arm(groups.Due);
        groups.Take(row, e, groups.TimeOf(e), _order);
    }

    private void Lower(SharedKeys<TEvent> keys, long now, long ends)
    {
        keys.Rows.Leases.Lower(keys.Row, now, ends);
        if (keys.Rows.Leases.Due < _due) Arm(keys.Rows.Leases.Due);
    }

    /// <summary>Ends all groups of a worker, which stays on the roster: taken over, which keeps nothing, or expired at an instant.</summary>
    private void EndAll(Groups<TEvent> groups, string worker, long? expiredAt)
    {
        for (var row = groups.Rows.FirstOf(worker); row >= 0 && !IsStopped; row = groups.Rows.Next(row))
        {
            if (!groups.Rows.LookAt(row, groups.Query).IsHeld) continue;
            if (expiredAt is { } at) groups.Hide(row, at);
            else groups.Leave(row);
        }
    }

    /// <summary>Does everything that is due, instant by instant.</summary>
    private void CatchUp(long now)
    {
        for (var at = Next(); at <= now && !IsStopped; at = Next())
        {
            foreach (var groups in _groups)
            {
                if (groups.Due <= at) groups.CloseDue(at);
            }

            foreach (var beats in _beats) beats.EndDue(at);
            foreach (var keys in _sharedKeys) EndLeases(keys, at);
            foreach (var groups in _groups) groups.ForgetDue(at);
        }

        Arm();
    }

    private long Next()
    {
        var next = FirstDue();
        foreach (var beats in _beats) next = Math.Min(next, beats.Due);
        return next;
    }

    private long FirstDue()
    {
        var due = long.MaxValue;
        foreach (var groups in _groups) due = Math.Min(due, Math.Min(groups.Due, groups.ForgetsDue));
        foreach (var keys in _sharedKeys) due = Math.Min(due, keys.Rows.Leases.Due);
        return due;
    }

    private void Arm() => Arm(FirstDue());

    private void Arm(long due)
    {
        if (IsStopped) return;
        _due = due;
        _timer.Arm(due);
    }

    private void EndLeases(SharedKeys<TEvent> keys, long at)
    {
        var rows = keys.Rows;
        while (!IsStopped && rows.Leases.TryTake(at, out var row))
        {
            foreach (var groups in keys.Groups)
            {
                ref var place = ref rows.PlaceOf(row, groups.Query);
                if (place.IsHeld && place.Ends <= at) EndLease(groups, row, ref place, at);
                if (IsStopped) return;
            }

            if (rows.EndOf(row) is < Place.Kept and var next) rows.Leases.Set(row, at, next);
        }
    }

    /// <summary>A lease is over: the group ends, unless the worker's heartbeats keep it; then it ends with the last one.</summary>
    private static void EndLease(Groups<TEvent> groups, int row, ref Place place, long at)
    {
        var worker = groups.Rows.KeyOf(row).Worker;
        if (groups.IsKept(worker, place.Holder - 1, at))
        {
            place.Ends = Place.Kept;
            return;
        }

        groups.Hide(row, at);
        LeaveIfLast(groups, row, worker);
    }

    /// <summary>A group makes room for another, and keeps nothing.</summary>
    private static void Displace(Groups<TEvent> groups, int row)
    {
        var worker = groups.Rows.KeyOf(row).Worker;
        groups.Leave(row);
        LeaveIfLast(groups, row, worker);
    }

    /// <summary>The worker of a row whose group has just ended is on the roster no more where it has none left in the query.</summary>
    private static void LeaveIfLast(Groups<TEvent> groups, int row, string worker)
    {
        if (groups.Rows.GroupsOf(row, groups.Query) is { Count: 0, Rank: var rank }) groups.Roster?.Leave(worker, groups.NeedsVoucher(rank));
    }

    private void OnGone(string worker)
    {
        foreach (var groups in _groups)
        {
            if (IsStopped) return;
            // Whoever says goodbye is not expected back: nothing is kept, under no source.
            groups.ForgetOthers(worker, rank: -1);
            var held = groups.Rows.GroupsOf(worker, groups.Query);
            if (held.Count == 0) continue;
            EndAll(groups, worker, expiredAt: null);
            if (!IsStopped) groups.Roster?.Leave(worker, groups.NeedsVoucher(held.Rank));
        }

        Arm();
    }

    private void OnBeatBegan(Beats beats, string worker)
    {
        foreach (var groups in _groups) groups.Vouch(beats, worker);
    }

    private void OnBeatEnded(Beats beats, string worker, long at)
    {
        foreach (var groups in _groups)
        {
            if (IsStopped) return;
            var held = groups.Rows.GroupsOf(worker, groups.Query);
            if (held.Count == 0 || !groups.IsKeptBy(beats, held.Rank) || groups.IsKept(worker, held.Rank, at)) continue;
            EndAll(groups, worker, expiredAt: at);
            if (!IsStopped) groups.Roster?.Leave(worker, groups.NeedsVoucher(held.Rank));
        }

        Arm();
    }
}
