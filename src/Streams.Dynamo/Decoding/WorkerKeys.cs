using Streams.Dynamo.Naming;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>One <see cref="WorkerKey"/> for each (worker, rank) of a component that a decoder has seen, found without making text of its id.</summary>
/// <remarks>
/// Every message asks, so it is one table of open addresses: a known worker costs one line of memory, at 100,000 workers, too,
/// where a dictionary costs three.
/// </remarks>
/// <param name="component">The component.</param>
internal sealed class WorkerKeys(string component = ComponentNames.Default)
{
    private static readonly string[] Names = ["worker_id", "dp_rank", "component"];

    private Entry[] _entries = new Entry[256];
    private Entry[] _before = new Entry[1];
    private int _count;

    /// <summary>How many keys there may be before those that no message has had since are let go. Default 200,000.</summary>
    internal int Capacity { get; set; } = 200_000;

    /// <summary>What events with these fields look like: every event of Dynamo names a worker, and some a rank.</summary>
    internal static EventSchema SchemaOf(params string[] fields) =>
        new(Names, fields) { KeyDefaults = new Dictionary<string, string> { ["dp_rank"] = "0", ["component"] = ComponentNames.Default } };

    internal WorkerKey Of(KeyNumber worker, KeyNumber rank)
    {
        ref var entry = ref Find(_entries, worker, rank);
        return entry.Key ?? Add(worker, rank);
    }

    /// <summary>Lets go the keys that no message has had since the last call.</summary>
    internal void Forget()
    {
        // Ids that were made up come no second time.
        _before = _entries;
        _entries = new Entry[256];
        _count = 0;
    }

    private WorkerKey Add(KeyNumber worker, KeyNumber rank)
    {
        if (_count >= Capacity) Forget();
        else if (_count >= _entries.Length / 2) Grow();

        var key = Find(_before, worker, rank).Key ?? new WorkerKey(worker.ToString(), rank.ToString(), component);
        Find(_entries, worker, rank) = new Entry(worker, rank, key);
        _count++;
        return key;
    }

    private void Grow()
    {
        var entries = _entries;
        _entries = new Entry[entries.Length * 2];
        foreach (var entry in entries)
        {
            if (entry.Key is not null)
            {
                Find(_entries, new KeyNumber(entry.Worker, entry.IsWorkerNegative), new KeyNumber(entry.Rank, entry.IsRankNegative)) = entry;
            }
        }
    }

    // The place of a worker, or the free one where it belongs; at least half of them are free.
    private static ref Entry Find(Entry[] entries, KeyNumber worker, KeyNumber rank)
    {
        // Ids come in steps of two and ranks are small: a multiplication spreads both over all bits.
        var at = ((worker.Bits ^ (rank.Bits << 48)) * 0x9E3779B97F4A7C15) >> 32;
        while (true)
        {
            ref var entry = ref entries[(int)at & (entries.Length - 1)];
            if (entry.Key is null || entry.Is(worker, rank)) return ref entry;
            at++;
        }
    }

    private readonly struct Entry(KeyNumber worker, KeyNumber rank, WorkerKey key)
    {
        internal readonly WorkerKey? Key = key;
        internal readonly ulong Worker = worker.Bits;
        internal readonly ulong Rank = rank.Bits;
        internal readonly bool IsWorkerNegative = worker.IsNegative;
        internal readonly bool IsRankNegative = rank.IsNegative;

        internal bool Is(KeyNumber worker, KeyNumber rank) =>
            Worker == worker.Bits && Rank == rank.Bits && IsWorkerNegative == worker.IsNegative && IsRankNegative == rank.IsNegative;
    }
}
