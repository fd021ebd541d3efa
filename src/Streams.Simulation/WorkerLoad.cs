namespace Streams.Simulation;

/// <summary>What a simulated worker says of its load.</summary>
/// <param name="ActiveSlots">Requests that it works on.</param>
/// <param name="TotalSlots">Requests that it can work on at once.</param>
/// <param name="Waiting">Requests in its queue.</param>
/// <param name="ActiveBlocks">KV blocks in use.</param>
/// <param name="TotalBlocks">KV blocks that there are.</param>
/// <param name="HitRate">The part of all prompt tokens so far that it found in its cache, 0 to 1.</param>
public readonly record struct WorkerLoad(int ActiveSlots, int TotalSlots, int Waiting, int ActiveBlocks, int TotalBlocks, float HitRate)
{
    /// <summary>The part of the KV blocks that is in use, 0 to 1.</summary>
    public float Usage => (float)ActiveBlocks / TotalBlocks;
}
