namespace Streams.Prometheus;

/// <summary>Brings the page's series up to date: all lanes of the process.</summary>
public interface IPageSource
{
    /// <summary>Lets every lane advance to one instant T and write its series into the sink; returns T (L5).</summary>
    /// <remarks>
    /// Called by one reader at a time, from any thread; nothing is written into the sink after it has ended. An exception fails the
    /// scrapes that wait for this page, and no others.
    /// </remarks>
    ValueTask<DateTimeOffset> ReadAsync(CancellationToken cancel);
}
