using System.Text;
using System.Text.Encodings.Web;
using Streams.Definition;

namespace Streams.LivePage.Graph;

/// <summary>The steps of a pipeline in words: what each source hears, and what each metric makes of it.</summary>
internal static class GraphSteps
{
    /// <summary>As HTML; the places of live figures name what they are of.</summary>
    internal static string Html(PipelineDefinition pipeline)
    {
        var html = new StringBuilder();
        html.Append("<h3>Sources</h3>\n<ul class=\"steps\">\n");
        foreach (var source in pipeline.Sources)
        {
            html.Append($"<li><b>{Encode(source.Name)}</b> ");
            html.Append($"<span class=\"live\" data-pipeline=\"{Encode(pipeline.Name)}\" data-source=\"{Encode(source.Name)}\"></span>\n<dl>");
            Row(html, "hears", source.Hears);
            Row(html, "keys", string.Join(", ", source.Schema.Keys));
            Row(html, "lease", PipelineGraph.Detail(source)["expire ".Length..]);
            html.Append("</dl></li>\n");
        }

        html.Append("</ul>\n<h3>Metrics</h3>\n<ul class=\"steps\">\n");
        foreach (var metric in pipeline.Metrics)
        {
            html.Append($"<li><b>{Encode(metric.Name)}</b> ");
            html.Append($"<span class=\"live\" data-pipeline=\"{Encode(pipeline.Name)}\" data-metric=\"{Encode(metric.Name)}\"></span>\n");
            html.Append($"<p>{Encode(metric.Help)}</p>\n<dl>");
            Row(html, metric.Of.Count > 0 ? "of" : "from", string.Join(", ", metric.Of.Count > 0 ? metric.Of : metric.From));
            Row(html, "where", metric.Where is { } where ? ConditionText.Of(where) : "");
            Row(html, "by", string.Join(", ", metric.By));
            Row(html, "over", string.Join(", ", metric.Over.Where(over => !over.IsAll).Select(PipelineGraph.Text)));
            Row(html, "value", ValueText.Of(metric.Value));
            Row(html, "having", metric.Having is { } having ? ConditionText.Of(having) : "");
            Row(html, "across", string.Join(", then ", metric.Across.Select(PipelineGraph.Text)));
            html.Append("</dl></li>\n");
        }

        return html.Append("</ul>\n").ToString();
    }

    private static void Row(StringBuilder html, string term, string text)
    {
        if (text.Length > 0) html.Append($"<div><dt>{term}</dt><dd>{Encode(text)}</dd></div>");
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
