using Streams.Lane;

namespace Streams.Recording;

/// <summary>One lane's messages of a round: a batch for each source, and the order in which the lane takes from them.</summary>
internal sealed class LaneShare
{
    private readonly PipelineDefinition _pipeline;
    private readonly MessageBatch[] _batches;
    private readonly int[] _taken;
    private readonly ushort[] _order = new ushort[ReplayRound.MaxMessages];
    private int _count;
    private int _next;

    internal LaneShare(PipelineDefinition pipeline)
    {
        _pipeline = pipeline;
        _batches = [.. pipeline.Sources.Select(_ => new MessageBatch())];
        _taken = new int[_batches.Length];
        Clear();
    }

    /// <summary>The stamp of the next message, in ticks; null when all are taken.</summary>
    internal long? NextStamp => _next < _count ? _batches[_order[_next]][_taken[_order[_next]]].ArrivalTicks : null;

    /// <summary>Appends the next message of a source, of which so many came before.</summary>
    internal MessageBatch Append(int source, long before)
    {
        var batch = _batches[source];
        if (batch.Count == 0) batch.Before = new SourceCounts(before, 0);
        _order[_count++] = (ushort)source;
        return batch;
    }

    /// <summary>Lets the lane take what is stamped up to an instant; false when nothing is left.</summary>
    internal bool TakeUntil(Lane.Lane lane, long ticks)
    {
        while (_next < _count)
        {
            var source = _order[_next];
            var batch = _batches[source];
            var index = _taken[source];
            if (batch[index].ArrivalTicks > ticks) return true;
            lane.Take(batch, index);
            _taken[source] = index + 1;
            _next++;
        }

        return false;
    }

    internal void Clear()
    {
        for (var i = 0; i < _batches.Length; i++) _batches[i].Clear(i, _pipeline.Sources[i].Schema.Fields.Count);
        Array.Clear(_taken);
        _count = _next = 0;
    }
}
