using System.Runtime.InteropServices;

namespace Streams.Decoding;

/// <summary>Counts what is missing between the sequence numbers of a source's publishers.</summary>
/// <remarks>
/// Publishers may share an id, each with its own sequence. So a number that continues a known sequence of its id belongs to
/// it, one above the nearest lower is a gap of that one, and one below all begins another. A sequence is forgotten when it has
/// been silent for <paramref name="expire"/>, and the one that has been silent longest when there are <paramref name="capacity"/>.
/// </remarks>
internal sealed class SequenceGaps(TimeSpan expire, int capacity)
{
    // The sequences of an id, the greatest number first: a new one is the smallest, so it goes to the end.
    private readonly Dictionary<ulong, List<LinkedListNode<Sequence>>> _publishers = [];
    private readonly LinkedList<Sequence> _bySilence = [];
    private long _missed;

    /// <summary>How many numbers were skipped so far. Safe from any thread.</summary>
    internal long Missed => Volatile.Read(ref _missed);

    /// <summary>Takes the number of one message.</summary>
    /// <param name="publisher">The sender's id.</param>
    /// <param name="number">Its place in the sender's sequence.</param>
    /// <param name="arrival">When it arrived.</param>
    internal void Saw(ulong publisher, ulong number, DateTimeOffset arrival)
    {
        while (_bySilence.First is { } silent && arrival - silent.Value.Seen >= expire) Forget(silent);
        ref var sequences = ref CollectionsMarshal.GetValueRefOrAddDefault(_publishers, publisher, out _);
        sequences ??= new List<LinkedListNode<Sequence>>(1);
        var below = FirstBelow(sequences, number);
        if (below < sequences.Count) Continue(sequences[below], number, arrival);
        else Begin(publisher, sequences, number, arrival);
    }

    private void Continue(LinkedListNode<Sequence> node, ulong number, DateTimeOffset arrival)
    {
        var gap = number - node.Value.Last - 1;
        node.Value = node.Value with { Last = number, Seen = arrival };
        _bySilence.Remove(node);
        _bySilence.AddLast(node);
        if (gap > 0) Volatile.Write(ref _missed, _missed + (long)Math.Min(gap, (ulong)(long.MaxValue - _missed)));
    }

    private void Begin(ulong publisher, List<LinkedListNode<Sequence>> sequences, ulong number, DateTimeOffset arrival)
    {
        sequences.Add(_bySilence.AddLast(new Sequence(publisher, number, arrival)));
        if (_bySilence.Count > capacity) Forget(_bySilence.First!);
    }

    private void Forget(LinkedListNode<Sequence> node)
    {
        var sequences = _publishers[node.Value.Publisher];
        sequences.Remove(node);
        if (sequences.Count == 0) _publishers.Remove(node.Value.Publisher);
        _bySilence.Remove(node);
    }

    private static int FirstBelow(List<LinkedListNode<Sequence>> sequences, ulong number)
    {
        int low = 0, high = sequences.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sequences[middle].Value.Last < number) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    private readonly record struct Sequence(ulong Publisher, ulong Last, DateTimeOffset Seen);
}
