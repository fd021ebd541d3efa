using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Streams.Lane;

/// <summary>The bounded channel between the sources and the lane (L1). Its bound counts messages, not batches.</summary>
internal sealed class LaneQueue(int capacity)
{
    /// <summary>How many empty batches are kept for use again.</summary>
    private const int PoolSize = 64;

    private readonly Channel<MessageBatch> _channel = Channel.CreateBounded<MessageBatch>(
        new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly ConcurrentQueue<MessageBatch> _pool = new();
    private int _waiting;

    /// <summary>Called after a batch was posted, by the thread that posted it.</summary>
    internal Action Posted { get; set; } = static () => { };

    /// <summary>Messages posted and not yet taken.</summary>
    internal int Waiting => Volatile.Read(ref _waiting);

    internal bool TryPost(MessageBatch batch)
    {
        var count = batch.Count;
        if (Interlocked.Add(ref _waiting, count) > capacity || !_channel.Writer.TryWrite(batch))
        {
            Interlocked.Add(ref _waiting, -count);
            return false;
        }

        Posted();
        return true;
    }

    internal bool TryTake(out MessageBatch? batch) => _channel.Reader.TryRead(out batch);

    internal bool TryPeek(out MessageBatch? batch) => _channel.Reader.TryPeek(out batch);

    /// <summary>Counts one message of the batch in hand as taken.</summary>
    internal void Taken() => Interlocked.Decrement(ref _waiting);

    internal MessageBatch Rent(int source, int fields)
    {
        if (!_pool.TryDequeue(out var batch)) batch = new MessageBatch();
        batch.Clear(source, fields);
        return batch;
    }

    internal void Return(MessageBatch batch)
    {
        if (_pool.Count < PoolSize) _pool.Enqueue(batch);
    }
}
