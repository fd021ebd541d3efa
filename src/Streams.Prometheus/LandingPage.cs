using System.Text;
using System.Text.Encodings.Web;

namespace Streams.Prometheus;

/// <summary>The page at <c>/</c>: what this is, and where the metrics are. No script, no style, nothing from elsewhere.</summary>
internal static class LandingPage
{
    internal static string Html(MetricsEndpointOptions options)
    {
        var encode = HtmlEncoder.Default;
        var html = new StringBuilder($"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>{encode.Encode(options.Name)}</title></head>
            <body>
            <h1>{encode.Encode(options.Name)}</h1>
            <p>Version {encode.Encode(options.Version)}. Messages on NATS as Prometheus metrics.</p>
            <ul>
            <li><a href="/metrics">Metrics</a></li>
            <li><a href="/-/healthy">Health</a></li>
            <li><a href="/-/ready">Readiness</a></li>
            </ul>

            """);
        if (options.Pipelines.Count > 0)
        {
            html.Append("<h2>Pipelines</h2>\n<ul>\n");
            foreach (var pipeline in options.Pipelines) html.Append("<li>").Append(encode.Encode(pipeline)).Append("</li>\n");
            html.Append("</ul>\n");
        }

        return html.Append("</body>\n</html>\n").ToString();
    }
}
