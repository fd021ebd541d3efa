using Streams.Decoding;
using Streams.Grouping;

namespace Streams.Dynamo.Decoding;

/// <summary>One <see cref="WorkerKey"/> for each (worker, rank) that a decoder has seen, found without making text of its id.</summary>
internal sealed class WorkerKeys
{
    private static readonly string[] Names = ["worker_id", "dp_rank"];

    // Twice the default cap on workers: only made-up ids get there, and then a fresh start costs little.
    private const int Capacity = 200_000;

    private readonly Dictionary<Identity, WorkerKey> _known = [];

    /// <summary>What events with these fields look like: every event of Dynamo names a worker, and some a rank.</summary>
    internal static EventSchema SchemaOf(params string[] fields) =>
        new(Names, fields) { KeyDefaults = new Dictionary<string, string> { ["dp_rank"] = "0" } };

    internal WorkerKey Of(KeyNumber worker, KeyNumber rank)
    {
        var identity = new Identity(worker, rank);
        if (_known.TryGetValue(identity, out var known)) return known;
        if (_known.Count >= Capacity) _known.Clear();
        var key = new WorkerKey(worker.ToString(), rank.ToString());
        _known.Add(identity, key);
        return key;
    }

    private readonly record struct Identity(KeyNumber Worker, KeyNumber Rank)
    {
        public bool Equals(Identity other) =>
            Worker.Bits == other.Worker.Bits && Rank.Bits == other.Rank.Bits
            && Worker.IsNegative == other.Worker.IsNegative && Rank.IsNegative == other.Rank.IsNegative;

        // Ids come in steps of two and ranks are small: a multiplication spreads both over all bits.
        public override int GetHashCode() => (int)(((Worker.Bits ^ (Rank.Bits << 48)) * 0x9E3779B97F4A7C15) >> 32);
    }
}
