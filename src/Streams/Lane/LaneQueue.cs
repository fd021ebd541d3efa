using System.Threading.Channels;
using Streams.Decoding;

namespace Streams.Lane;

/// <summary>The bounded channel between the sources and the lane (L1). Its bound counts messages, not batches.</summary>
internal sealed class LaneQueue(int capacity)
{
    /// <summary>How many empty batches are kept for use again.</summary>
    private const int PoolSize = 64;

    /// <summary>Bytes that may wait to be recorded; nothing waits where nothing is.</summary>
    private const int CapacityBytes = 256 << 20;

    private readonly Channel<MessageBatch> _channel = Channel.CreateBounded<MessageBatch>(
        new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    // The last one first: it is still in the processor's cache.
    private readonly Stack<MessageBatch> _pool = new(PoolSize);
    private int _waiting;
    private long _waitingBytes;

    /// <summary>Called after a batch was posted, by the thread that posted it.</summary>
    internal Action Posted { get; set; } = static () => { };

    /// <summary>Messages posted and not yet taken.</summary>
    internal int Waiting => Volatile.Read(ref _waiting);

    internal bool TryPost(MessageBatch batch)
    {
        var count = batch.Count;
        var bytes = batch.Lines?.Length ?? 0;
        var waitingBytes = bytes == 0 ? 0 : Interlocked.Add(ref _waitingBytes, bytes);
        if (Interlocked.Add(ref _waiting, count) > capacity || waitingBytes > CapacityBytes || !_channel.Writer.TryWrite(batch))
        {
            Interlocked.Add(ref _waiting, -count);
            Interlocked.Add(ref _waitingBytes, -bytes);
            return false;
        }

        Posted();
        return true;
    }

    internal bool TryTake(out MessageBatch? batch)
    {
        if (!_channel.Reader.TryRead(out batch)) return false;
        if (batch.Lines is { Length: > 0 } lines) Interlocked.Add(ref _waitingBytes, -lines.Length);
        return true;
    }

    internal bool TryPeek(out MessageBatch? batch) => _channel.Reader.TryPeek(out batch);

    /// <summary>Counts the messages of the batch in hand as taken.</summary>
    internal void Taken(int messages) => Interlocked.Add(ref _waiting, -messages);

    internal MessageBatch Rent(int source, int fields)
    {
        MessageBatch? batch;
        lock (_pool) _pool.TryPop(out batch);
        batch ??= new MessageBatch();
        batch.Clear(source, fields);
        return batch;
    }

    internal void Return(MessageBatch batch)
    {
        lock (_pool)
        {
            if (_pool.Count < PoolSize) _pool.Push(batch);
        }
    }
}
