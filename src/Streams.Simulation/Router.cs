using Streams.Dynamo.Naming;

namespace Streams.Simulation;

/// <summary>Sends each request to the worker that has most of its prompt in the cache and least to do, and says what it did and expects.</summary>
internal sealed class Router
{
    private const int Candidates = 256;
    private static readonly TimeSpan LongestPrefill = TimeSpan.FromMilliseconds(30);

    private readonly WireRelease _release;
    private readonly FleetContext _context;
    private readonly IReadOnlyList<FleetWorker> _workers;
    private readonly Publisher _hits;
    private readonly Publisher _loads;
    private readonly ulong _id;

    internal Router(WireRelease release, FleetContext context, FleetSubjects subjects, IReadOnlyList<FleetWorker> workers)
    {
        _release = release;
        _context = context;
        _workers = workers;
        _id = context.NextId();
        _hits = new Publisher(release, context.Outbox, context.PublisherId(release, _id), DynamoSubjects.HitRateTopic, subjects.Hits);
        _loads = new Publisher(release, context.Outbox, context.PublisherId(release, _id), DynamoSubjects.LoadTopic, subjects.Loads);
        foreach (var worker in workers)
        {
            worker.Engine.Admitted += prompt => OnAdmitted(worker, prompt);
            worker.Engine.Finished += prompt => Predict(worker, -prompt.Blocks, 0);
        }
    }

    /// <summary>Its id, and its publishers that releases with a registry have.</summary>
    internal (ulong Id, IReadOnlyList<FleetChannel> Channels) Process => (_id, _release.HasPredictions ? [_loads.Channel] : []);

    /// <summary>Routes one request. Where every queue is full it is turned away, and nobody hears of it.</summary>
    internal void Route(Prompt prompt)
    {
        if (Choose(prompt) is not { } worker) return;
        prompt.OverlapBlocks = worker.Cache.Overlap(prompt);
        worker.Cache.Use(prompt);
        PublishHit(worker, prompt);
        Predict(worker, prompt.Blocks, prompt.ComputedTokens);
        worker.Engine.Take(prompt);
    }

    private FleetWorker? Choose(Prompt prompt)
    {
        FleetWorker? best = null;
        var least = long.MaxValue;
        var first = _context.Random.Next(_workers.Count);
        for (var i = 0; i < Math.Min(_workers.Count, Candidates); i++)
        {
            var worker = _workers[(first + i) % _workers.Count];
            var cost = worker.PredictedBlocks - worker.Cache.Overlap(prompt);
            if (cost >= least || worker.Engine.IsFull) continue;
            (best, least) = (worker, cost);
        }

        return best;
    }

    private void PublishHit(FleetWorker worker, Prompt prompt)
    {
        if (!_release.HasHits) return;
        var isl = _release.IslBlocks(prompt.Tokens, Prompt.BlockSize);
        worker.HitEvents++;
        worker.IslBlocks += isl;
        worker.OverlapBlocks += prompt.OverlapBlocks;
        _hits.Publish(_release.HasEnvelope
            ? PackedMessages.Hit(worker.Id, isl, prompt.OverlapBlocks)
            : JsonMessages.Hit(worker.Id, _release.HitsHaveRank, isl, prompt.OverlapBlocks));
    }

    private void OnAdmitted(FleetWorker worker, Prompt prompt)
    {
        var prefill = prompt.Service / 2 < LongestPrefill ? prompt.Service / 2 : LongestPrefill;
        _context.EventQueue.In(prefill, () => Predict(worker, 0, -prompt.ComputedTokens));
    }

    private void Predict(FleetWorker worker, int blocks, int prefillTokens)
    {
        worker.PredictedBlocks += blocks;
        worker.PredictedPrefillTokens += prefillTokens;
        if (!_release.HasPredictions) return;
        worker.Predictions++;
        _loads.Publish(_release.HasEnvelope
            ? PackedMessages.ActiveLoad(worker.Id, worker.PredictedBlocks, worker.PredictedPrefillTokens, _release.HasUsedBlocks, null)
            : JsonMessages.ActiveLoad(worker.Id, worker.PredictedBlocks, worker.PredictedPrefillTokens));
    }
}
