using System.Threading.Channels;
using Streams.Decoding;

namespace Streams.Lane;

/// <summary>The bounded channel between the sources and the lane (L1). Its bounds count messages and bytes, not batches.</summary>
internal sealed class LaneQueue(int capacity, long capacityBytes = LaneQueue.DefaultBytes)
{
    /// <summary>How many empty batches are kept for use again.</summary>
    private const int PoolSize = 64;

    /// <summary>Bytes that may wait, records included: 128 MiB, a quarter of what the daemon is given.</summary>
    internal const long DefaultBytes = 128 << 20;

    /// <summary>A batch that grew beyond this is not kept: after a flood of large messages the memory goes back.</summary>
    private const int KeptBytes = 1 << 19;

    private readonly Channel<MessageBatch> _channel = Channel.CreateBounded<MessageBatch>(
        new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    // The last one first: it is still in the processor's cache.
    private readonly Stack<MessageBatch> _pool = new(PoolSize);
    private TaskCompletionSource? _room;
    private int _waiting;
    private long _waitingBytes;

    /// <summary>Called after a batch was posted, by the thread that posted it.</summary>
    internal Action Posted { get; set; } = static () => { };

    /// <summary>Messages posted and not yet taken.</summary>
    internal int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Bytes posted and not yet done with.</summary>
    internal long WaitingBytes => Volatile.Read(ref _waitingBytes);

    /// <summary>Whether less than half of what may wait waits.</summary>
    internal bool HasRoom => Waiting < capacity / 2 && WaitingBytes < capacityBytes / 2;

    internal bool TryPost(MessageBatch batch)
    {
        var count = batch.Count;
        var bytes = batch.Bytes;
        var isTooMuch = Interlocked.Add(ref _waitingBytes, bytes) > capacityBytes;
        if (Interlocked.Add(ref _waiting, count) > capacity || isTooMuch || !_channel.Writer.TryWrite(batch))
        {
            Interlocked.Add(ref _waiting, -count);
            Interlocked.Add(ref _waitingBytes, -bytes);
            return false;
        }

        Posted();
        return true;
    }

    internal bool TryTake(out MessageBatch? batch) => _channel.Reader.TryRead(out batch);

    internal bool TryPeek(out MessageBatch? batch) => _channel.Reader.TryPeek(out batch);

    /// <summary>Ends when the lane next makes room; to be asked for before a last attempt to post, since room that came before woke nobody.</summary>
    internal Task NextRoom()
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _room, mine, null) ?? mine).Task;
    }

    /// <summary>Ends a batch that the lane has taken, and keeps it for use again.</summary>
    internal void End(MessageBatch batch)
    {
        Interlocked.Add(ref _waiting, -batch.Count);
        Interlocked.Add(ref _waitingBytes, -batch.Bytes);
        if (Volatile.Read(ref _room) is not null) Interlocked.Exchange(ref _room, null)?.TrySetResult();
        batch.Taken?.Invoke();
        Return(batch);
    }

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
            if (_pool.Count < PoolSize && batch.KeptBytes <= KeptBytes) _pool.Push(batch);
        }
    }
}
