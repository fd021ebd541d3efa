namespace Streams.Benchmarks.Publishing;

/// <summary>What was sent, and so what a right page shows.</summary>
internal sealed class Sent(ulong firstWorker, Load load)
{
    internal long Count => load.Count;

    internal SentOfWorker[] Workers { get; } = [.. Enumerable.Range(0, load.Workers).Select(_ => new SentOfWorker())];

    /// <summary>The values that a page has to show, by metric and worker; of the fleet without a worker.</summary>
    internal IEnumerable<((string Metric, string Worker) Series, double Value)> Expected()
    {
        for (var i = 0; i < Workers.Length; i++)
        {
            var (id, sent) = ($"{firstWorker + (ulong)i}", Workers[i]);
            // A load report's own slots come before those of a pass.
            if ((sent.Load ?? sent.Pass) is { } requests)
            {
                yield return (("llm_requests_active_slots", id), requests.Slots);
                yield return (("llm_requests_waiting", id), requests.Waiting);
            }

            if (sent.Load is not null)
            {
                yield return (("llm_requests_total_slots", id), Messages.TotalSlots);
                yield return (("llm_kv_blocks_total", id), Messages.TotalBlocks);
            }

            if (sent.ActiveBlocks is { } active) yield return (("llm_kv_blocks_active", id), active);
            if (sent.Isl > 0) yield return (("llm_kv_hit_rate_percent", id), 100.0 * sent.Overlap / sent.Isl);
            if (sent.Computed + sent.Reused > 0) yield return (("llm_kv_reuse_percent", id), 100.0 * sent.Reused / (sent.Computed + sent.Reused));
        }

        double[] loads = [.. Workers.Where(w => w.ActiveBlocks is not null).Select(w => (double)w.ActiveBlocks!)];
        if (loads.Length == 0) yield break;
        var mean = loads.Average();
        yield return (("llm_load_avg", ""), mean);
        yield return (("llm_load_std", ""), Math.Sqrt(loads.Average(l => (l - mean) * (l - mean))));
    }
}
