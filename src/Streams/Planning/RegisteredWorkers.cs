using Streams.Grouping;

namespace Streams.Planning;

/// <summary>The workers that a registry names, and which of them are heard on other sources.</summary>
/// <param name="heardBy">The beats of the other sources.</param>
internal sealed class RegisteredWorkers(IReadOnlyList<Beats> heardBy)
{
    private readonly HashSet<string> _workers = [];

    /// <summary>How many are registered.</summary>
    internal int Count => _workers.Count;

    internal void Add(string worker) => _workers.Add(worker);

    internal void Remove(string worker) => _workers.Remove(worker);

    /// <summary>How many of them are heard at an instant: one of their messages was there no longer ago than its source's lease.</summary>
    internal int Heard(long now) => _workers.Count(worker => heardBy.Any(beats => beats.IsBeating(worker, now)));
}
