namespace Streams.Prometheus;

/// <summary>How a page is written.</summary>
public enum PageFormat
{
    /// <summary>Prometheus text 0.0.4: what every scraper reads.</summary>
    Text,

    /// <summary>OpenMetrics text 1.0.0: for scrapers that ask for it by name.</summary>
    OpenMetrics,
}
