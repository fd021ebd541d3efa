namespace Streams.Prometheus;

/// <summary>A page at one instant, in a pooled buffer that all its readers share.</summary>
/// <remarks>Each reader disposes it exactly once; the last one gives the buffer back.</remarks>
public sealed class PageSnapshot : IDisposable
{
    private readonly TaskCompletionSource<PageSnapshot> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MetricsPage _page;

    // The first reference is the writer's.
    private int _references = 1;

    internal PageSnapshot(MetricsPage page, MemoryStream buffer)
    {
        _page = page;
        Buffer = buffer;
    }

    /// <summary>The instant T that the page shows.</summary>
    public DateTimeOffset Time { get; private set; }

    /// <summary>The page in UTF-8. Not to be used after <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Body => Buffer.GetBuffer().AsMemory(0, (int)Buffer.Length);

    internal MemoryStream Buffer { get; }

    internal Task<PageSnapshot> Ready => _ready.Task;

    /// <summary>Leaves the page to its other readers.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _references) == 0) _page.Return(Buffer);
    }

    internal void Join() => Interlocked.Increment(ref _references);

    internal void Complete(DateTimeOffset time)
    {
        Time = time;
        _ready.SetResult(this);
    }

    internal void Fail(Exception broken) => _ready.SetException(broken);
}
