namespace Streams.LivePage.Site;

/// <summary>The links between the daemon's pages.</summary>
internal static class SiteNav
{
    private static readonly (string Path, string Name)[] Links = [("/", "Live"), ("/graph", "Pipelines"), ("/docs", "Documentation"), ("/metrics", "Metrics")];

    /// <summary>The navigation with one of the pages marked.</summary>
    internal static string Html(string current) =>
        "<nav aria-label=\"Streams\">"
        + string.Join(' ', Links.Select(l => $"<a href=\"{l.Path}\"{(l.Path == current ? " aria-current=\"page\"" : "")}>{l.Name}</a>"))
        + "</nav>";
}
