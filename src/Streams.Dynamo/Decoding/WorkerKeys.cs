using Streams.Grouping;

namespace Streams.Dynamo.Decoding;

/// <summary>One <see cref="WorkerKey"/> for each (worker, rank) that a decoder has seen, found without making text of its id.</summary>
internal sealed class WorkerKeys
{
    /// <summary>The keys of every event of Dynamo.</summary>
    internal static readonly string[] Names = ["worker_id", "dp_rank"];

    // Twice the default cap on workers: only made-up ids get there, and then a fresh start costs little.
    private const int Capacity = 200_000;

    private readonly Dictionary<(KeyNumber Worker, KeyNumber Rank), WorkerKey> _known = [];

    internal WorkerKey Of(KeyNumber worker, KeyNumber rank)
    {
        if (_known.TryGetValue((worker, rank), out var known)) return known;
        if (_known.Count >= Capacity) _known.Clear();
        var key = new WorkerKey(worker.ToString(), rank.ToString());
        _known.Add((worker, rank), key);
        return key;
    }
}
