namespace Streams.Grouping;

/// <summary>The queries of a <see cref="WorkerTable{TEvent}"/> whose groups have the same lease, as long as the same events enter them.</summary>
/// <remarks>
/// They group by the same key, and agree in the ranks of sources, the length of leases and the time of events; they differ in what an event must have
/// to enter. Nearly every event enters all or none of them: then one place of its row is renewed for all. The first event that enters
/// only some of them parts their places, and a later one that enters all joins them again (<see cref="KeyRows"/>). Of the eight queries
/// that forward passes enter in <c>pipelines/dynamo.yaml</c> this leaves three leases.
/// </remarks>
internal sealed class SharedLease<TEvent>(SharedKeys<TEvent> keys, Groups<TEvent>[] groups)
{
    private readonly int _leader = groups[0].Query;
    private long _order;
    private int _entered;
    private bool _isTaken;

    internal SharedKeys<TEvent> Keys => keys;

    internal Groups<TEvent>[] Groups => groups;

    /// <summary>Whether all of the queries have taken the current event.</summary>
    internal bool IsTaken => _isTaken;

    /// <summary>The current event enters one more of the queries; returns how many there are, where these are all.</summary>
    internal int Enter(long order)
    {
        if (_order != order)
        {
            _order = order;
            _entered = 0;
            _isTaken = false;
        }

        return ++_entered == groups.Length ? _entered : 0;
    }

    /// <summary>Takes the current event, which enters all of the queries; false where each has to be looked at by itself.</summary>
    internal bool TryTake(in TEvent e, long now)
    {
        if (keys.Order != _order) keys.Find(e, _order);
        if (keys.Row < 0) return false;
        ref var place = ref keys.Rows.SharedOf(keys.Row, _leader);
        if (!place.IsShared && groups.Length > 1) return false;
        var rank = groups[0].RankOf(e);
        if (place.Holder != rank + 1)
        {
            _isTaken = place.IsHeld && rank >= place.Holder;
            return _isTaken;
        }

        var ends = groups[0].EndOf(e, now);
        if (ends < place.Ends) keys.Rows.Leases.Lower(keys.Row, now, ends);
        place.Ends = ends;
        place.Version = _order;
        place.WasRenewed = true;
        _isTaken = true;
        var time = groups[0].TimeOf(e);
        foreach (var each in groups) each.Take(keys.Row, e, time, _order);
        return true;
    }

    /// <summary>One place is renewed for all queries from now on, if the current event has entered all of them and they agree.</summary>
    internal void Share()
    {
        if (!_isTaken && _entered == groups.Length && keys.Row >= 0) keys.Rows.Share(keys.Row, _leader);
    }
}
