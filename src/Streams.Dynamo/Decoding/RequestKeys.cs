using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>One <see cref="WorkerKey"/> for each (worker, rank, model) of the requests that a decoder has seen; the worker may be nobody.</summary>
/// <param name="component">The component of all.</param>
internal sealed class RequestKeys(string component)
{
    private Dictionary<(KeyNumber? Worker, KeyNumber Rank, string Model), WorkerKey> _known = [];
    private Dictionary<(KeyNumber? Worker, KeyNumber Rank, string Model), WorkerKey> _before = [];
    private int _capacity = 200_000;

    internal WorkerKey Of(KeyNumber? worker, KeyNumber rank, string model)
    {
        var key = (worker, rank, model);
        if (_known.TryGetValue(key, out var known)) return known;
        if (_known.Count >= _capacity) Forget();
        return _known[key] = _before.GetValueOrDefault(key) ?? new WorkerKey(worker?.ToString() ?? "", rank.ToString(), component, model);
    }

    /// <summary>Lets go the keys that no row has had since the last call.</summary>
    internal void Forget() => (_before, _known) = (_known, []);

    /// <summary>How many workers there may be.</summary>
    internal void Expect(int workers) => _capacity = Math.Min(2 * workers, _capacity);
}
