using Streams.Prometheus;

namespace Streams.LivePage.Tests.Support;

/// <summary>Counts its reads, and fails them when it is told to.</summary>
internal sealed class CountingPages : IPageSource
{
    internal int Reads { get; private set; }

    internal bool Fails { get; set; }

    public ValueTask<DateTimeOffset> ReadAsync(CancellationToken cancel)
    {
        Reads++;
        return Fails ? throw new InvalidOperationException("broken") : ValueTask.FromResult(new DateTimeOffset(2026, 11, 24, 3, 0, Reads, TimeSpan.Zero));
    }
}
