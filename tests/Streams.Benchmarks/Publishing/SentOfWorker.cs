namespace Streams.Benchmarks.Publishing;

/// <summary>What the messages about one worker add up to.</summary>
internal sealed class SentOfWorker
{
    internal ulong Isl, Overlap, Computed, Reused, Passes;
    internal (ulong Slots, ulong Waiting)? Load, Pass;
    internal ulong? ActiveBlocks;
}
