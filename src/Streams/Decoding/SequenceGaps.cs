using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Streams.Decoding;

/// <summary>Counts what is missing between the sequence numbers of a source's publishers (A4).</summary>
/// <remarks>
/// Publishers may share an id, each with its own sequence. So a number that continues a known sequence of its id belongs to
/// it, one above the nearest lower is a gap of that one, and one below all begins another; so does one that is further above
/// than any sender gets. A sequence is forgotten when it has been silent for <paramref name="expire"/>, and the one that has been silent
/// longest when its id has <see cref="MostOfOne"/>, or all have <paramref name="capacity"/>. A number costs the same whatever came before,
/// and every message of a fleet has one: sequences stand in one array, and their order by silence is a list whose links are places in it. The next number
/// of an id that has one sequence, which nearly all are, is found by a guess of its place, without the dictionary.
/// </remarks>
internal sealed class SequenceGaps(TimeSpan expire, int capacity)
{
    /// <summary>Sequences that one id may have at a time: more than the ranks that share a worker's.</summary>
    internal const int MostOfOne = 64;

    /// <summary>How long a publisher may be silent, or away, so that what it sends next still tells what is missing.</summary>
    internal static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private const int None = -1;

    /// <summary>A sender sends less than a million messages a second, so less than one in this time.</summary>
    private static readonly long Fastest = TimeSpan.FromMicroseconds(1).Ticks;

    /// <summary>Messages that arrive together may have been sent this long apart.</summary>
    private static readonly long Together = TimeSpan.FromMilliseconds(10).Ticks;

    private readonly Dictionary<ulong, Publisher> _publishers = [];
    private readonly Stack<int> _free = [];
    private Sequence[] _sequences = [];
    private int[] _guesses = new int[256];
    private int _used;
    private int _silent = None;
    private int _latest = None;
    private long _missed;
    private long _jumps;
    private long _joinedLate;

    /// <summary>How many numbers were skipped so far. Safe from any thread.</summary>
    internal long Missed => Volatile.Read(ref _missed);

    /// <summary>How many sequences began with a jump that no sender can have made. Safe from any thread.</summary>
    internal long Jumps => Volatile.Read(ref _jumps);

    /// <summary>How many sequences did not begin at 0. Safe from any thread.</summary>
    internal long JoinedLate => Volatile.Read(ref _joinedLate);

    /// <summary>Takes the number of one message.</summary>
    /// <param name="publisher">The sender's id.</param>
    /// <param name="number">Its place in the sender's sequence.</param>
    /// <param name="arrival">When it arrived, in ticks of UTC.</param>
    internal void Saw(ulong publisher, ulong number, long arrival)
    {
        // Each number begins at most one sequence, so forgetting two at a time catches up.
        for (var i = 0; i < 2 && _silent != None && IsSilent(_sequences[_silent], arrival); i++) Forget(_silent);
        if (IsNextOfOne(publisher, number, arrival)) return;
        ref var known = ref CollectionsMarshal.GetValueRefOrNullRef(_publishers, publisher);
        if (Unsafe.IsNullRef(ref known)) BeginFirst(publisher, number, arrival);
        else Saw(ref known, publisher, number, arrival);
    }

    /// <summary>Takes a number that follows the last one of an id's only sequence.</summary>
    private bool IsNextOfOne(ulong publisher, ulong number, long arrival)
    {
        var at = GuessOf(publisher);
        if ((uint)at >= (uint)_sequences.Length) return false;
        ref var sequence = ref _sequences[at];
        if (!sequence.IsOnly || sequence.Publisher != publisher || number != sequence.Last + 1 || number == 0) return false;
        sequence.Last = number;
        sequence.Seen = arrival;
        MoveToLatest(at, ref sequence);
        return true;
    }

    // Ids differ in any of their bits: a multiplication spreads them over the upper ones.
    private ref int GuessOf(ulong publisher) => ref _guesses[(int)((publisher * 0x9E3779B97F4A7C15) >> 40) & (_guesses.Length - 1)];

    private void Saw(ref Publisher known, ulong publisher, ulong number, long arrival)
    {
        var place = FirstBelow(known, number);
        if (place == known.Count)
        {
            JoinAt(number);
            BeginAnother(ref known, place, publisher, number, arrival);
            return;
        }

        ref var sequence = ref _sequences[known[place]];
        var ahead = number - sequence.Last;
        if (!IsSilent(sequence, arrival))
        {
            if (ahead > MostSince(sequence, arrival))
            {
                BeginAnother(ref known, place, publisher, number, arrival);
                Volatile.Write(ref _jumps, _jumps + 1);
                return;
            }

            if (ahead > 1) Volatile.Write(ref _missed, _missed + (long)(ahead - 1));
        }

        sequence.Last = number;
        sequence.Seen = arrival;
        if (known.Several is null) GuessOf(publisher) = known.Only;
        MoveToLatest(known[place], ref sequence);
    }

    private bool IsSilent(in Sequence sequence, long now) => now - sequence.Seen >= expire.Ticks;

    private static ulong MostSince(in Sequence sequence, long now) => (ulong)(Math.Max(now - sequence.Seen, Together) / Fastest);

    /// <summary>A sequence that begins above 0 had begun before we heard it, or its first messages are lost: the two cannot be told apart.</summary>
    private void JoinAt(ulong number)
    {
        if (number > 0) Volatile.Write(ref _joinedLate, _joinedLate + 1);
    }

    private void BeginFirst(ulong publisher, ulong number, long arrival)
    {
        JoinAt(number);
        var at = Begin(publisher, number, arrival);
        _publishers.Add(publisher, new Publisher { Only = at });
        if (_publishers.Count > _guesses.Length / 2) _guesses = new int[2 * _guesses.Length];
        _sequences[at].IsOnly = true;
        GuessOf(publisher) = at;
        ForgetBeyond();
    }

    private void BeginAnother(ref Publisher known, int place, ulong publisher, ulong number, long arrival)
    {
        var several = known.Several ??= [known.Only];
        foreach (var at in several) _sequences[at].IsOnly = false;
        several.Insert(place, Begin(publisher, number, arrival));
        if (several.Count > MostOfOne) Forget(LongestSilent(several));
        else ForgetBeyond();
    }

    private int Begin(ulong publisher, ulong number, long arrival)
    {
        if (!_free.TryPop(out var at)) at = _used++;
        if (at >= _sequences.Length) Array.Resize(ref _sequences, Math.Max(8, _sequences.Length * 2));
        _sequences[at] = new Sequence { Publisher = publisher, Last = number, Seen = arrival };
        Link(at, ref _sequences[at]);
        return at;
    }

    private void ForgetBeyond()
    {
        if (_used - _free.Count > capacity) Forget(_silent);
    }

    private void Forget(int at)
    {
        var publisher = _sequences[at].Publisher;
        ref var known = ref CollectionsMarshal.GetValueRefOrNullRef(_publishers, publisher);
        known.Several?.Remove(at);
        if (known.Several is not { Count: > 0 }) _publishers.Remove(publisher);
        Unlink(_sequences[at]);
        _sequences[at].IsOnly = false;
        _free.Push(at);
    }

    private void MoveToLatest(int at, ref Sequence sequence)
    {
        if (at == _latest) return;
        Unlink(sequence);
        Link(at, ref sequence);
    }

    private void Link(int at, ref Sequence sequence)
    {
        (sequence.Before, sequence.After) = (_latest, None);
        if (_latest == None) _silent = at;
        else _sequences[_latest].After = at;
        _latest = at;
    }

    private void Unlink(in Sequence sequence)
    {
        if (sequence.Before == None) _silent = sequence.After;
        else _sequences[sequence.Before].After = sequence.After;
        if (sequence.After == None) _latest = sequence.Before;
        else _sequences[sequence.After].Before = sequence.Before;
    }

    private int LongestSilent(List<int> sequences)
    {
        var longest = sequences[0];
        foreach (var at in sequences)
        {
            if (_sequences[at].Seen < _sequences[longest].Seen) longest = at;
        }

        return longest;
    }

    /// <summary>The place of the publisher's sequence with the greatest number below one.</summary>
    private int FirstBelow(in Publisher known, ulong number)
    {
        int low = 0, high = known.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_sequences[known[middle]].Last < number) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    /// <summary>The sequences of an id, the greatest number first: only one, most often.</summary>
    private struct Publisher
    {
        internal int Only;
        internal List<int>? Several;

        internal readonly int Count => Several?.Count ?? 1;

        internal readonly int this[int place] => Several is { } several ? several[place] : Only;
    }

    private struct Sequence
    {
        internal ulong Publisher;
        internal ulong Last;
        internal long Seen;

        /// <summary>The neighbours in the order of silence.</summary>
        internal int Before;
        internal int After;

        /// <summary>Whether its id has no other.</summary>
        internal bool IsOnly;
    }
}
