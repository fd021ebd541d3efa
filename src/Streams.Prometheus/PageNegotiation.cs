using Microsoft.Net.Http.Headers;

namespace Streams.Prometheus;

/// <summary>Which format a scraper gets.</summary>
internal static class PageNegotiation
{
    /// <summary>OpenMetrics if the scraper accepts it with at least the quality of text; otherwise text, which is also the fallback.</summary>
    internal static PageFormat Choose(IList<MediaTypeHeaderValue> accept)
    {
        var open = Quality(accept, "application/openmetrics-text", "1.0.0", wildcards: false);
        var text = Quality(accept, "text/plain", "0.0.4", wildcards: true);
        return open > 0 && open >= text ? PageFormat.OpenMetrics : PageFormat.Text;
    }

    /// <summary>Whether gzip is accepted, and not worse than the page as it is.</summary>
    internal static bool WantsGzip(IList<StringWithQualityHeaderValue> encodings)
    {
        var gzip = Quality("gzip") ?? Quality("*") ?? 0;
        return gzip > 0 && gzip >= (Quality("identity") ?? 0);

        double? Quality(string name) =>
            encodings.FirstOrDefault(e => e.Value.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } given ? given.Quality ?? 1 : null;
    }

    /// <summary>The exact Content-Type: Prometheus 3 fails a scrape whose Content-Type it cannot parse.</summary>
    internal static string ContentType(PageFormat format) => format == PageFormat.OpenMetrics
        ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
        : "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The quality that the most specific range gives (RFC 9110, section 12.5.1); 0 if none does.</summary>
    private static double Quality(IList<MediaTypeHeaderValue> accept, string type, string version, bool wildcards)
    {
        var (best, quality) = (-1, 0.0);
        foreach (var range in accept)
        {
            var specific = Specificity(range, type, version);
            if (specific < 0 || (specific < 2 && !wildcards)) continue;
            if (specific > best) (best, quality) = (specific, range.Quality ?? 1);
            else if (specific == best) quality = Math.Max(quality, range.Quality ?? 1);
        }

        return quality;
    }

    private static int Specificity(MediaTypeHeaderValue range, string type, string version)
    {
        if (range.MatchesAllTypes) return 0;
        if (range.MatchesAllSubTypes) return type.StartsWith(range.Type.Value + "/", StringComparison.OrdinalIgnoreCase) ? 1 : -1;
        if (!range.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)) return -1;
        var asked = range.Parameters.FirstOrDefault(p => p.Name.Equals("version", StringComparison.OrdinalIgnoreCase));
        return asked is null ? 2 : HeaderUtilities.RemoveQuotes(asked.Value).Equals(version, StringComparison.Ordinal) ? 3 : -1;
    }
}
