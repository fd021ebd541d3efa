using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>One <see cref="WorkerKey"/> for each (worker, rank) that a decoder has seen, found without making text of its id.</summary>
internal sealed class WorkerKeys
{
    private static readonly string[] Names = ["worker_id", "dp_rank"];

    // Twice the default cap on workers: only made-up ids get there, and then a fresh start costs little.
    private const int Capacity = 200_000;

    private const int RecentCapacity = 1 << 12;

    private readonly Dictionary<Identity, WorkerKey> _known = [];

    // Looked at before the dictionary: at most one key for each low part of the hash. Saves a seventh of a hit's decoding.
    private readonly Recent[] _recent = new Recent[RecentCapacity];

    /// <summary>What events with these fields look like: every event of Dynamo names a worker, and some a rank.</summary>
    internal static EventSchema SchemaOf(params string[] fields) =>
        new(Names, fields) { KeyDefaults = new Dictionary<string, string> { ["dp_rank"] = "0" } };

    internal WorkerKey Of(KeyNumber worker, KeyNumber rank)
    {
        var identity = new Identity(worker, rank);
        ref var recent = ref _recent[identity.GetHashCode() & (RecentCapacity - 1)];
        if (recent.Key is not null && recent.Identity.Equals(identity)) return recent.Key;
        recent = new Recent(identity, Find(identity));
        return recent.Key;
    }

    private WorkerKey Find(Identity identity)
    {
        if (_known.TryGetValue(identity, out var known)) return known;
        if (_known.Count >= Capacity) _known.Clear();
        var key = new WorkerKey(identity.Worker.ToString(), identity.Rank.ToString());
        _known.Add(identity, key);
        return key;
    }

    private readonly record struct Recent(Identity Identity, WorkerKey Key);

    private readonly record struct Identity(KeyNumber Worker, KeyNumber Rank)
    {
        public bool Equals(Identity other) =>
            Worker.Bits == other.Worker.Bits && Rank.Bits == other.Rank.Bits
            && Worker.IsNegative == other.Worker.IsNegative && Rank.IsNegative == other.Rank.IsNegative;

        // Ids come in steps of two and ranks are small: a multiplication spreads both over all bits.
        public override int GetHashCode() => (int)(((Worker.Bits ^ (Rank.Bits << 48)) * 0x9E3779B97F4A7C15) >> 32);
    }
}
