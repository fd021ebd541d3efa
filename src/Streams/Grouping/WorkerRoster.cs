using System.Runtime.InteropServices;

namespace Streams.Grouping;

/// <summary>The workers that have a live group in any metric of a pipeline, and how many have lost their last one.</summary>
/// <remarks>Single-threaded: it belongs to the lane. A takeover by another source is no loss.</remarks>
public sealed class WorkerRoster
{
    private readonly Dictionary<string, int> _metrics = [];

    /// <summary>Distinct workers with a live group: <c>streams_workers</c>.</summary>
    public int Count => _metrics.Count;

    /// <summary>Workers whose last group ended with its lease or its beat: <c>streams_workers_expired_total</c>.</summary>
    public long Expired { get; private set; }

    /// <summary>Called with each worker that has lost its last group. Default: nobody is.</summary>
    internal Action<string>? Left { get; init; }

    /// <summary>A worker has its first group in one more metric. The nameless worker of a metric without <c>by</c> is none.</summary>
    public void Join(string worker)
    {
        if (worker.Length > 0) CollectionsMarshal.GetValueRefOrAddDefault(_metrics, worker, out _)++;
    }

    /// <summary>A worker lost its last group in one of its metrics.</summary>
    public void Leave(string worker)
    {
        if (LetGo(worker)) Expired++;
    }

    /// <summary>A metric ends and releases a worker; it does not count as expired.</summary>
    internal void Withdraw(string worker) => LetGo(worker);

    /// <summary>Removes the worker from one metric; returns whether it was the last one.</summary>
    private bool LetGo(string worker)
    {
        if (worker.Length == 0) return false;
        var metrics = _metrics[worker] - 1;
        if (metrics > 0)
        {
            _metrics[worker] = metrics;
            return false;
        }

        _metrics.Remove(worker);
        Left?.Invoke(worker);
        return true;
    }
}
