using Streams.Definition;
using Streams.Events;

namespace Streams.Planning;

/// <summary>What is known of workers beside their events: the values of the joined labels (N14).</summary>
/// <remarks>
/// Told by the keys of events. A key that has told remembers it, so that all later events with it cost one comparison. A worker is
/// forgotten when its last group ends. Belongs to the lane.
/// </remarks>
internal sealed class JoinedLabels
{
    private readonly Dictionary<string, JoinedWorker> _workers = [];
    private readonly JoinPlan[] _joins;
    private readonly bool[] _tells;
    private readonly string[] _unknown;
    private readonly int _cap;

    internal JoinedLabels(PipelineDefinition pipeline)
    {
        Names = [.. pipeline.Joins.Select(join => join.Label)];
        _joins = [.. pipeline.Joins.Select(join => new JoinPlan(join, pipeline.Sources))];
        _tells = [.. pipeline.Sources.Select((_, i) => _joins.Any(join => join.RankOf(i) >= 0))];
        _unknown = [.. Names.Select(_ => "")];
        // Workers without a group are told of, too, but no more than may have one.
        _cap = pipeline.MaxWorkers;
    }

    /// <summary>The labels, in the pipeline's order.</summary>
    internal IReadOnlyList<string> Names { get; }

    /// <summary>Changes when a value does.</summary>
    internal int Version { get; private set; }

    /// <summary>The values of a worker's labels; empty texts where nobody has told them. Another array where one of them is another.</summary>
    internal string[] Of(string worker) => _workers.TryGetValue(worker, out var known) ? known.Values : _unknown;

    /// <summary>Takes what an event's keys tell of its worker.</summary>
    internal void Tell(int source, WorkerKey keys)
    {
        if (keys.TellsTo is null && _tells[source]) TellAnew(source, keys);
    }

    /// <summary>A worker has lost its last group.</summary>
    internal void Forget(string worker)
    {
        if (_workers.Remove(worker, out var known)) known.Forget();
    }

    /// <summary>Forgets all workers.</summary>
    internal void Clear()
    {
        foreach (var known in _workers.Values) known.Forget();
        _workers.Clear();
    }

    private void TellAnew(int source, WorkerKey keys)
    {
        if (!_workers.TryGetValue(keys.Worker, out var worker))
        {
            if (_workers.Count >= _cap) return;
            _workers.Add(keys.Worker, worker = new JoinedWorker(_joins.Length));
        }

        if (worker.Tell(source, keys, _joins)) Version++;
    }
}
