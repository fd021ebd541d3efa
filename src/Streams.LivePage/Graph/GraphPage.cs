using System.Text;
using System.Text.Encodings.Web;
using Streams.Definition;
using Streams.LivePage.Site;

namespace Streams.LivePage.Graph;

/// <summary>The page at <c>/graph</c>: every running pipeline as a drawing, and as text for Mermaid.</summary>
internal static class GraphPage
{
    internal static string Html(IEnumerable<PipelineDefinition> pipelines)
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
            <script src="/live/graph.js" type="module"></script>
            </head>
            <body>

            """);
        html.Append("<header><p class=\"brand\">Streams</p><p id=\"status\" role=\"status\">connecting</p>").Append(SiteNav.Html("/graph"));
        html.Append("<p id=\"clock\"></p></header>\n<main>\n<h1>Pipelines</h1>\n");
        foreach (var pipeline in pipelines)
        {
            var graph = PipelineGraph.Of(pipeline);
            var name = HtmlEncoder.Default.Encode(graph.Name);
            html.Append($"<section aria-label=\"{name}\">\n<h2>{name}</h2>\n");
            html.Append($"<div class=\"scroll drawing\" tabindex=\"0\" role=\"region\" aria-label=\"Diagram of {name}\">\n");
            html.Append(GraphDrawing.Svg(graph));
            html.Append("</div>\n").Append(GraphSteps.Html(pipeline));
            html.Append("<details><summary>As text for Mermaid</summary>\n<pre tabindex=\"0\">")
                .Append(HtmlEncoder.Default.Encode(GraphText.Mermaid(graph))).Append("</pre></details>\n</section>\n");
        }

        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }
}
