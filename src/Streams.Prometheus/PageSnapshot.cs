using System.Buffers;

namespace Streams.Prometheus;

/// <summary>A page at one instant, in pooled pieces that all its readers share.</summary>
/// <remarks>Each reader disposes it exactly once; the last one gives the pieces back.</remarks>
public sealed class PageSnapshot : IDisposable
{
    private readonly TaskCompletionSource<PageSnapshot> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _old = new();
    private readonly HeldPages _held;

    // The first reference is the writer's.
    private int _references = 1;

    internal PageSnapshot(PiecePool pool, HeldPages held)
    {
        Pieces = new PieceStream(pool);
        _held = held;
    }

    /// <summary>The instant T that the page shows.</summary>
    public DateTimeOffset Time { get; private set; }

    /// <summary>The page in UTF-8, or that compressed. Not to be used after <see cref="Dispose"/>.</summary>
    public ReadOnlySequence<byte> Body => Pieces.Content;

    /// <summary>Cancelled when there are too many newer pages: a reader that is still reading has to let go.</summary>
    public CancellationToken IsOld => _old.Token;

    internal PieceStream Pieces { get; }

    /// <summary>How long it is, once it is ready.</summary>
    internal long Length { get; private set; }

    internal Task<PageSnapshot> Ready => _ready.Task;

    /// <summary>Leaves the page to its other readers.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _references) > 0) return;
        _held.Remove(this);
        Pieces.Return();
    }

    internal void Join() => Interlocked.Increment(ref _references);

    internal void Complete(DateTimeOffset time)
    {
        Time = time;
        Length = Pieces.Length;
        _held.Add(this);
        _ready.SetResult(this);
    }

    internal void Fail(Exception broken) => _ready.SetException(broken);

    // Not on this thread, which has a newer page to hand out.
    internal void LetGo() => _ = _old.CancelAsync();
}
