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

    /// <summary>Whether messages travel with their payloads, since someone records them.</summary>
    internal bool KeepsPayloads { get; init; }

    /// <summary>Whether a source waits for room rather than lose messages: only one that can, such as a file. Default false.</summary>
    internal bool Waits { get; init; }

    /// <summary>Ends the waiting for room.</summary>
    internal CancellationToken Cancel { get; init; }

    /// <summary>Called after a batch was posted, by the thread that posted it.</summary>
    internal Action Posted { get; set; } = static () => { };

    /// <summary>Messages posted and not yet taken.</summary>
    internal int Waiting => Volatile.Read(ref _waiting);

    internal bool TryPost(MessageBatch batch)
    {
        if (Waits) return Post(batch);
        var count = batch.Count;
        if (Interlocked.Add(ref _waiting, count) > capacity || !_channel.Writer.TryWrite(batch))
        {
            Interlocked.Add(ref _waiting, -count);
            return false;
        }

        Posted();
        return true;
    }

    /// <summary>No more will be posted; whoever takes learns why, if it is for a reason.</summary>
    internal void Complete(Exception? why) => _channel.Writer.Complete(why);

    /// <summary>Waits until there is something to take.</summary>
    /// <returns>False when there will be nothing.</returns>
    internal bool Wait() => _channel.Reader.WaitToReadAsync(Cancel).AsTask().GetAwaiter().GetResult();

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

    private bool Post(MessageBatch batch)
    {
        Interlocked.Add(ref _waiting, batch.Count);
        while (!_channel.Writer.TryWrite(batch)) _channel.Writer.WaitToWriteAsync(Cancel).AsTask().GetAwaiter().GetResult();
        Posted();
        return true;
    }
}
