namespace Streams.Grouping;

/// <summary>A timing wheel of leases: finds those that are over, in the order of their ends, and for equal ends in the order in which they were set.</summary>
/// <remarks>
/// A renewal does not touch the wheel: it moves the lease's end, and the wheel checks that end when the old one comes. Leases whose ends
/// fall into one quarter of a second wait together, and are put in order when the first of these ends is there; so setting, moving
/// and removing cost the same however many leases there are. A heap made 100,000 leases that a fleet had renewed cost 100 ms at
/// once. Single-threaded.
/// </remarks>
/// <param name="endOf">The current end of a lease, in ticks of UTC; <see cref="long.MaxValue"/> if it does not end by itself.</param>
internal sealed class LeaseWheel(Func<int, long> endOf)
{
    private const long Coarse = TimeSpan.TicksPerSecond / 4;
    private const int None = -1;

    private readonly Dictionary<long, Waiting> _waiting = [];
    private readonly PriorityQueue<long, long> _instants = new();
    private Link[] _links = [];

    /// <summary>No lease ends before this instant, in ticks; <see cref="long.MaxValue"/> where none ends at all.</summary>
    internal long Due { get; private set; } = long.MaxValue;

    /// <summary>The end of a lease that is renewed at an instant; never beyond the calendar.</summary>
    internal static long End(long now, long length)
    {
        if (length <= 0) throw new InvalidOperationException("A lease must be longer than nothing.");
        return now + Math.Min(length, DateTimeOffset.MaxValue.Ticks - now);
    }

    /// <summary>Watches a lease, by its small number, which ends after now.</summary>
    internal void Set(int lease, long now, long ends)
    {
        if (lease >= _links.Length) Array.Resize(ref _links, Math.Max(lease + 1, _links.Length + (_links.Length / 4)));
        var at = LookAt(ends, now);
        ref var link = ref _links[lease];
        link = new Link { At = at, Previous = None, Next = None };
        if (_waiting.TryGetValue(at, out var waiting))
        {
            link.Previous = waiting.Last;
            _links[waiting.Last].Next = lease;
            _waiting[at] = waiting with { Last = lease, Least = Math.Min(waiting.Least, ends) };
        }
        else
        {
            _waiting.Add(at, new Waiting(lease, lease, ends));
            _instants.Enqueue(at, at);
        }

        if (ends < Due) Due = ends;
    }

    /// <summary>Watches a lease that may end earlier than it did.</summary>
    internal void Lower(int lease, long now, long ends)
    {
        if (lease < _links.Length && _links[lease].At is > 0 and var at && at <= LookAt(ends, now) && _waiting[at].Least <= ends) return;
        Remove(lease);
        Set(lease, now, ends);
    }

    /// <summary>Stops watching a lease.</summary>
    internal void Remove(int lease)
    {
        if (lease >= _links.Length || _links[lease].At == 0) return;
        ref var link = ref _links[lease];
        var waiting = _waiting[link.At];
        if (link.Previous == None) waiting = waiting with { First = link.Next };
        else _links[link.Previous].Next = link.Next;
        if (link.Next == None) waiting = waiting with { Last = link.Previous };
        else _links[link.Next].Previous = link.Previous;
        if (waiting.First == None) Forget(link.At);
        else _waiting[link.At] = waiting;
        link.At = 0;
    }

    /// <summary>Takes the next lease that is over at an instant.</summary>
    internal bool TryTake(long now, out int lease)
    {
        lease = None;
        if (now < Due) return false;
        while (_instants.TryPeek(out var at, out _))
        {
            lease = _waiting[at].First;
            var ends = endOf(lease);
            if (now < Due && LookAt(ends, now) == at) break;
            Remove(lease);
            if (ends <= now) return true;
            if (ends < long.MaxValue) Set(lease, now, ends);
        }

        return false;
    }

    /// <summary>Where leases of this end wait: with all of their quarter of a second, until that has come.</summary>
    private static long LookAt(long ends, long now)
    {
        var rounded = ends - (ends % Coarse);
        return rounded > now ? rounded : ends;
    }

    private void Forget(long at)
    {
        _waiting.Remove(at);
        if (_instants.Count > (2 * _waiting.Count) + 64) Compact();
        while (_instants.TryPeek(out var next, out _) && !_waiting.ContainsKey(next)) _instants.Dequeue();
        Due = _instants.TryPeek(out var due, out _) ? _waiting[due].Least : long.MaxValue;
    }

    private void Compact()
    {
        _instants.Clear();
        _instants.EnqueueRange(_waiting.Keys.Select(at => (at, at)));
    }

    private struct Link
    {
        // 0 if the lease is not watched.
        internal long At;
        internal int Previous;
        internal int Next;
    }

    /// <summary>Leases that wait for one instant, and the least end that any of them had when it was set.</summary>
    private readonly record struct Waiting(int First, int Last, long Least);
}
