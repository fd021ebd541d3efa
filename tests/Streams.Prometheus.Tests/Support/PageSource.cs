using Streams.Testing.Support;

namespace Streams.Prometheus.Tests.Support;

/// <summary>A source whose reads end when the test says so; at once by default.</summary>
internal sealed class PageSource : IPageSource
{
    private readonly SemaphoreSlim _begun = new(0);
    private int _inside;

    internal Func<ValueTask<DateTimeOffset>> Read { get; set; } = () => ValueTask.FromResult(Some.Instant);

    internal int Reads { get; private set; }

    internal bool Overlapped { get; private set; }

    public async ValueTask<DateTimeOffset> ReadAsync(CancellationToken cancel)
    {
        Overlapped |= Interlocked.Increment(ref _inside) > 1;
        Reads++;
        _begun.Release();
        try
        {
            return await Read();
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    /// <summary>Waits until one more read has begun.</summary>
    internal Task BegunAsync() => _begun.WaitAsync().WaitAsync(Patience.Limit);
}
