using Streams.Definition;

namespace Streams.Planning;

/// <summary>How many accepted events came too late for one or more of a metric's windows of one length (N7), since the lane began.</summary>
internal sealed class WindowMisses
{
    private readonly long[][] _counts;

    internal WindowMisses(PipelineDefinition pipeline) => _counts = [.. pipeline.Metrics.Select(m => new long[m.Over.Count])];

    /// <summary>The count of a metric's window, both by their positions.</summary>
    internal ref long this[int metric, int window] => ref _counts[metric][window];
}
