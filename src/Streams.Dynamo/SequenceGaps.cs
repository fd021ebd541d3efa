using System.Runtime.InteropServices;

namespace Streams.Dynamo;

/// <summary>Counts what is missing between the sequence numbers of one topic's publishers.</summary>
/// <remarks>
/// Up to 1.2 the publishers of one process share an id, each with its own sequence. So a number that continues a known
/// sequence of its publisher belongs to it, one above the nearest lower is a gap of that one, and one below all begins
/// another. What is kept is bounded by count alone: when it is full, everything is forgotten, and the next numbers are first ones.
/// </remarks>
internal sealed class SequenceGaps(int capacity = 100_000)
{
    // The last numbers of a publisher's sequences, the greatest first: a new one is the smallest, so it goes to the end.
    private readonly Dictionary<ulong, List<ulong>> _publishers = [];
    private int _sequences;
    private long _missed;

    internal long Missed => Volatile.Read(ref _missed);

    internal void Saw(ulong publisher, ulong sequence)
    {
        ref var lasts = ref CollectionsMarshal.GetValueRefOrAddDefault(_publishers, publisher, out _);
        lasts ??= new List<ulong>(1);
        var below = FirstBelow(lasts, sequence);
        if (below == lasts.Count)
        {
            Begin(publisher, lasts, sequence);
            return;
        }

        var gap = sequence - lasts[below] - 1;
        lasts[below] = sequence;
        if (gap > 0) Volatile.Write(ref _missed, _missed + (long)Math.Min(gap, (ulong)(long.MaxValue - _missed)));
    }

    private void Begin(ulong publisher, List<ulong> lasts, ulong sequence)
    {
        if (_sequences == capacity)
        {
            _publishers.Clear();
            _sequences = 0;
            lasts = _publishers[publisher] = new List<ulong>(1);
        }

        lasts.Add(sequence);
        _sequences++;
    }

    private static int FirstBelow(List<ulong> lasts, ulong sequence)
    {
        int low = 0, high = lasts.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (lasts[middle] < sequence) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}
