using System.Text;
using System.Text.Encodings.Web;

namespace Streams.LivePage.Graph;

/// <summary>The page at <c>/graph</c>: every running pipeline as a drawing, and as text for Mermaid.</summary>
internal static class GraphPage
{
    internal static string Html(IEnumerable<PipelineGraph> graphs)
    {
        var html = new StringBuilder("""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Streams: pipelines</title>
            <link rel="icon" href="/live/icon.svg">
            <link rel="stylesheet" href="/live/live.css">
            </head>
            <body>
            <header><h1>Pipelines</h1></header>
            <main>

            """);
        foreach (var graph in graphs)
        {
            var name = HtmlEncoder.Default.Encode(graph.Name);
            html.Append($"<section aria-label=\"{name}\">\n<h2>{name}</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Diagram of {name}\">\n");
            html.Append(GraphDrawing.Svg(graph));
            html.Append("</div>\n<details><summary>As text for Mermaid</summary>\n<pre tabindex=\"0\">").Append(HtmlEncoder.Default.Encode(GraphText.Mermaid(graph))).Append("</pre></details>\n</section>\n");
        }

        return html.Append("</main>\n<footer><nav aria-label=\"Streams\"><a href=\"/\">Live</a> <a href=\"/metrics\">Metrics</a> <a href=\"/docs\">Documentation</a></nav></footer>\n</body>\n</html>\n").ToString();
    }
}
