using System.Buffers;

namespace Streams.Prometheus;

/// <summary>A page at one instant, in pooled pieces that all its readers share.</summary>
/// <remarks>Each reader disposes it exactly once; the last one gives the pieces back.</remarks>
public sealed class PageSnapshot : IDisposable
{
    private readonly TaskCompletionSource<PageSnapshot> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The first reference is the writer's.
    private int _references = 1;

    internal PageSnapshot(PiecePool pool) => Pieces = new PieceStream(pool);

    /// <summary>The instant T that the page shows.</summary>
    public DateTimeOffset Time { get; private set; }

    /// <summary>The page in UTF-8. Not to be used after <see cref="Dispose"/>.</summary>
    public ReadOnlySequence<byte> Body => Pieces.Content;

    internal PieceStream Pieces { get; }

    internal Task<PageSnapshot> Ready => _ready.Task;

    /// <summary>Leaves the page to its other readers.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _references) == 0) Pieces.Return();
    }

    internal void Join() => Interlocked.Increment(ref _references);

    internal void Complete(DateTimeOffset time)
    {
        Time = time;
        _ready.SetResult(this);
    }

    internal void Fail(Exception broken) => _ready.SetException(broken);
}
