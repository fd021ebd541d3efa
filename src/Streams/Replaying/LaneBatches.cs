using Streams.Decoding;
using Streams.Definition;
using Streams.Lane;

namespace Streams.Replaying;

/// <summary>One lane's messages of a round: a batch for each source, and the order in which the lane takes from them.</summary>
internal sealed class LaneBatches
{
    private readonly PipelineDefinition _pipeline;
    private readonly MessageBatch[] _batches;
    private readonly int[] _taken;
    // Stretches of messages of one source, in the lane's order.
    private readonly (int Source, int Count)[] _runs = new (int, int)[ReplayRound.MaxMessages];
    private (long At, long Until)? _stall;
    private int _count;
    private int _next;

    internal LaneBatches(PipelineDefinition pipeline)
    {
        _pipeline = pipeline;
        _batches = [.. pipeline.Sources.Select(_ => new MessageBatch())];
        _taken = new int[_batches.Length];
        Clear();
    }

    /// <summary>The stamp of the next message, or of the stall behind them, in ticks; null when all are taken.</summary>
    internal long? NextStamp => _next < _count ? _batches[_runs[_next].Source][_taken[_runs[_next].Source]].ArrivalTicks : _stall?.At;

    /// <summary>Appends the next message of a source, of which so many came before.</summary>
    internal MessageBatch Append(int source, long before)
    {
        var batch = _batches[source];
        if (batch.Count == 0) batch.Before = new SourceCounts(before, MessageLosses.None);
        if (_count > 0 && _runs[_count - 1].Source == source) _runs[_count - 1].Count++;
        else _runs[_count++] = (source, 1);
        return batch;
    }

    /// <summary>Takes back the message that was appended last.</summary>
    internal void Withdraw()
    {
        if (--_runs[_count - 1].Count == 0) _count--;
    }

    /// <summary>The lane was absent after these messages.</summary>
    internal void AppendStall(long at, long until) => _stall = (at, until);

    /// <summary>Lets the lane take what is stamped up to an instant; false when nothing is left.</summary>
    internal bool TakeUntil(PipelineLane lane, long ticks)
    {
        for (; _next < _count; _next++)
        {
            ref var run = ref _runs[_next];
            var batch = _batches[run.Source];
            ref var taken = ref _taken[run.Source];
            for (; run.Count > 0; run.Count--)
            {
                if (batch[taken].ArrivalTicks > ticks) return true;
                lane.Take(batch, taken++);
            }
        }

        if (_stall is not { } stall) return false;
        if (stall.At > ticks) return true;
        lane.TakeStall(stall.At, stall.Until);
        _stall = null;
        return false;
    }

    internal void Clear()
    {
        for (var i = 0; i < _batches.Length; i++) _batches[i].Clear(i, _pipeline.Sources[i].Schema.Fields.Count);
        Array.Clear(_taken);
        _count = _next = 0;
        _stall = null;
    }
}
