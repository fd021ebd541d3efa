namespace Streams.Grouping;

/// <summary>Says which of many leases to look at when, in the order of the instants, and of one instant in the order in which they were set.</summary>
/// <remarks>
/// A renewal does not come here: the lease moves its own end, and is found not to be over when it is looked at. A look far from
/// the end is rounded down to a quarter of a second, so that a fleet's leases are looked at together, and the last one is exact.
/// Setting, moving and removing cost the same however many leases there are. Single-threaded.
/// </remarks>
internal sealed class LeaseWheel
{
    private const long Coarse = TimeSpan.TicksPerSecond / 4;
    private const int None = -1;

    private readonly Dictionary<long, (int First, int Last)> _looks = [];
    private readonly PriorityQueue<long, long> _instants = new();
    private Link[] _links = [];

    /// <summary>When the next look is due, in ticks; <see cref="long.MaxValue"/> where none is.</summary>
    internal long Due { get; private set; } = long.MaxValue;

    /// <summary>The end of a lease that is renewed at an instant; never beyond the calendar.</summary>
    internal static long End(long now, long length)
    {
        if (length <= 0) throw new InvalidOperationException("A lease must be longer than nothing.");
        return now + Math.Min(length, DateTimeOffset.MaxValue.Ticks - now);
    }

    /// <summary>Looks at a lease, by its small number, at or before its end, which is after now.</summary>
    internal void Set(int lease, long now, long ends)
    {
        if (lease >= _links.Length) Array.Resize(ref _links, Math.Max(lease + 1, _links.Length + (_links.Length / 4)));
        var rounded = ends - (ends % Coarse);
        Append(lease, rounded > now ? rounded : ends);
    }

    /// <summary>Looks at a lease no later than at another end.</summary>
    internal void Lower(int lease, long now, long ends)
    {
        if (lease < _links.Length && _links[lease].At is > 0 and var at && at <= ends) return;
        Remove(lease);
        Set(lease, now, ends);
    }

    /// <summary>Looks at a lease no more.</summary>
    internal void Remove(int lease)
    {
        if (lease >= _links.Length || _links[lease].At == 0) return;
        ref var link = ref _links[lease];
        var (first, last) = _looks[link.At];
        if (link.Previous == None) first = link.Next;
        else _links[link.Previous].Next = link.Next;
        if (link.Next == None) last = link.Previous;
        else _links[link.Next].Previous = link.Previous;
        if (first == None) Forget(link.At);
        else _looks[link.At] = (first, last);
        link.At = 0;
    }

    /// <summary>Takes one lease whose look is due at or before an instant.</summary>
    internal bool TryTake(long now, out int lease)
    {
        lease = None;
        if (now < Due) return false;
        lease = _looks[Due].First;
        Remove(lease);
        return true;
    }

    private void Append(int lease, long at)
    {
        ref var link = ref _links[lease];
        link = new Link { At = at, Previous = None, Next = None };
        if (_looks.TryGetValue(at, out var look))
        {
            link.Previous = look.Last;
            _links[look.Last].Next = lease;
            _looks[at] = (look.First, lease);
            return;
        }

        _looks.Add(at, (lease, lease));
        _instants.Enqueue(at, at);
        if (at < Due) Due = at;
    }

    private void Forget(long at)
    {
        _looks.Remove(at);
        if (_instants.Count > (2 * _looks.Count) + 64) Compact();
        while (_instants.TryPeek(out var next, out _) && !_looks.ContainsKey(next)) _instants.Dequeue();
        Due = _instants.TryPeek(out var due, out _) ? due : long.MaxValue;
    }

    private void Compact()
    {
        _instants.Clear();
        _instants.EnqueueRange(_looks.Keys.Select(at => (at, at)));
    }

    private struct Link
    {
        // 0 where nobody looks.
        internal long At;
        internal int Previous;
        internal int Next;
    }
}
