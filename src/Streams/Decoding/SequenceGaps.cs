using System.Runtime.InteropServices;

namespace Streams.Decoding;

/// <summary>Counts what is missing between the sequence numbers of a source's publishers (A4).</summary>
/// <remarks>
/// Publishers may share an id, each with its own sequence. So a number that continues a known sequence of its id belongs to
/// it, one above the nearest lower is a gap of that one, and one below all begins another; so does one that is further above
/// than any sender gets. A sequence is forgotten when it has been silent for <paramref name="expire"/>, and the one that has been silent
/// longest when its id has <see cref="MostOfOne"/>, or all have <paramref name="capacity"/>. A number costs the same whatever came before.
/// </remarks>
internal sealed class SequenceGaps(TimeSpan expire, int capacity)
{
    /// <summary>Sequences that one id may have at a time: more than the ranks that share a worker's.</summary>
    internal const int MostOfOne = 64;

    /// <summary>A sender sends less than a million messages a second, so less than one in this time.</summary>
    private static readonly TimeSpan Fastest = TimeSpan.FromMicroseconds(1);

    /// <summary>Messages that arrive together may have been sent this long apart.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(10);

    // The sequences of an id, the greatest number first.
    private readonly Dictionary<ulong, List<LinkedListNode<Sequence>>> _publishers = [];
    private readonly LinkedList<Sequence> _bySilence = [];
    private long _missed;
    private long _jumps;

    /// <summary>How many numbers were skipped so far. Safe from any thread.</summary>
    internal long Missed => Volatile.Read(ref _missed);

    /// <summary>How many sequences began with a jump that no sender can have made. Safe from any thread.</summary>
    internal long Jumps => Volatile.Read(ref _jumps);

    /// <summary>Takes the number of one message.</summary>
    /// <param name="publisher">The sender's id.</param>
    /// <param name="number">Its place in the sender's sequence.</param>
    /// <param name="arrival">When it arrived.</param>
    internal void Saw(ulong publisher, ulong number, DateTimeOffset arrival)
    {
        // Each number begins at most one sequence, so forgetting two at a time catches up.
        for (var i = 0; i < 2 && _bySilence.First is { } silent && IsSilent(silent.Value, arrival); i++) Forget(silent);
        ref var sequences = ref CollectionsMarshal.GetValueRefOrAddDefault(_publishers, publisher, out _);
        sequences ??= new List<LinkedListNode<Sequence>>(1);
        var below = FirstBelow(sequences, number);
        if (below == sequences.Count) Begin(publisher, sequences, below, number, arrival);
        else if (IsSilent(sequences[below].Value, arrival)) Hear(sequences[below], number, arrival);
        else if (number - sequences[below].Value.Last > MostSince(sequences[below].Value, arrival)) Jump(publisher, sequences, below, number, arrival);
        else Continue(sequences[below], number, arrival);
    }

    private bool IsSilent(in Sequence sequence, DateTimeOffset now) => now - sequence.Seen >= expire;

    private static ulong MostSince(in Sequence sequence, DateTimeOffset now) =>
        (ulong)(Math.Max((now - sequence.Seen).Ticks, Together.Ticks) / Fastest.Ticks);

    private void Hear(LinkedListNode<Sequence> node, ulong number, DateTimeOffset arrival)
    {
        node.Value = node.Value with { Last = number, Seen = arrival };
        _bySilence.Remove(node);
        _bySilence.AddLast(node);
    }

    private void Continue(LinkedListNode<Sequence> node, ulong number, DateTimeOffset arrival)
    {
        var gap = number - node.Value.Last - 1;
        Hear(node, number, arrival);
        if (gap > 0) Volatile.Write(ref _missed, _missed + (long)gap);
    }

    private void Jump(ulong publisher, List<LinkedListNode<Sequence>> sequences, int at, ulong number, DateTimeOffset arrival)
    {
        Begin(publisher, sequences, at, number, arrival);
        Volatile.Write(ref _jumps, _jumps + 1);
    }

    private void Begin(ulong publisher, List<LinkedListNode<Sequence>> sequences, int at, ulong number, DateTimeOffset arrival)
    {
        sequences.Insert(at, _bySilence.AddLast(new Sequence(publisher, number, arrival)));
        if (sequences.Count > MostOfOne) Forget(LongestSilent(sequences));
        else if (_bySilence.Count > capacity) Forget(_bySilence.First!);
    }

    private void Forget(LinkedListNode<Sequence> node)
    {
        var sequences = _publishers[node.Value.Publisher];
        sequences.Remove(node);
        if (sequences.Count == 0) _publishers.Remove(node.Value.Publisher);
        _bySilence.Remove(node);
    }

    private static LinkedListNode<Sequence> LongestSilent(List<LinkedListNode<Sequence>> sequences)
    {
        var longest = sequences[0];
        foreach (var node in sequences)
        {
            if (node.Value.Seen < longest.Value.Seen) longest = node;
        }

        return longest;
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
