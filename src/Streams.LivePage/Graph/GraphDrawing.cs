using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Streams.LivePage.Graph;

/// <summary>A diagram drawn as SVG: a column for each step, each node at the mean height of what it leads to.</summary>
internal static class GraphDrawing
{
    private const int Width = 1140;
    private const int NodeHeight = 44;
    private const int RowHeight = 56;
    private const int WidthOfLetter = 6;

    /// <summary>Left edge and width of each step's column.</summary>
    private static readonly (int Left, int Width)[] Columns = [(0, 250), (340, 195), (590, 180), (820, 320)];

    internal static string Svg(PipelineGraph graph)
    {
        var heights = Heights(graph);
        var bottom = heights.Values.DefaultIfEmpty(0).Max() + RowHeight;
        var svg = new StringBuilder();
        var label = Encode($"Diagram of the pipeline {graph.Name}; the text below says the same");
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"graph\" viewBox=\"0 0 {Width} {bottom:0}\" role=\"img\" aria-label=\"{label}\">\n");
        HashSet<GraphNode> rated = [];
        foreach (var edge in graph.Edges)
        {
            var (x1, y1) = (Columns[(int)edge.From.Step].Left + Columns[(int)edge.From.Step].Width, heights[edge.From.Id] + (NodeHeight / 2));
            var (x2, y2) = (Columns[(int)edge.To.Step].Left, heights[edge.To.Id] + (NodeHeight / 2));
            var middle = (x1 + x2) / 2;
            if (edge.From.Step == GraphStep.Source && rated.Add(edge.From)) Rate(svg, graph.Name, edge.From.Name, x1 + 8, y1 - 5);
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"edge\" d=\"M{x1} {y1:0.#}C{middle} {y1:0.#} {middle} {y2:0.#} {x2} {y2:0.#}\"/>\n");
            if (edge.Label.Length > 0)
            {
                svg.Append(CultureInfo.InvariantCulture,
                    $"<text class=\"order\" x=\"{x2 - 14}\" y=\"{y2 - 4 - ((y2 - y1) * 0.06):0.#}\">{Encode(edge.Label)}</text>\n");
            }
        }

        foreach (var node in graph.Nodes) Draw(svg, node, heights[node.Id]);
        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>The place of a source's live rate, where its arrows begin.</summary>
    private static void Rate(StringBuilder svg, string pipeline, string source, double x, double y) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"rate\" x=\"{x}\" y=\"{y:0.#}\" ")
            .Append(CultureInfo.InvariantCulture, $"data-pipeline=\"{Encode(pipeline)}\" data-source=\"{Encode(source)}\"></text>\n");

    private static void Draw(StringBuilder svg, GraphNode node, double y)
    {
        var (left, width) = Columns[(int)node.Step];
        var step = node.Step.ToString().ToLowerInvariant();
        svg.Append(CultureInfo.InvariantCulture,
            $"<g class=\"node {step}\"><rect x=\"{left + 1}\" y=\"{y + 1:0.#}\" width=\"{width - 2}\" height=\"{NodeHeight - 2}\" rx=\"6\"/>");
        svg.Append(CultureInfo.InvariantCulture,
            $"<text class=\"name\" x=\"{left + 12}\" y=\"{y + (node.Detail.Length == 0 ? 27 : 19):0.#}\">{Encode(node.Name)}</text>");
        if (node.Detail.Length > 0)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"detail\" x=\"{left + 12}\" y=\"{y + 35:0.#}\">{Encode(Cut(node.Detail, width))}</text>");
        }
        svg.Append("</g>\n");
    }

    /// <summary>The top of every node: metrics in their order, and before them each column from its last to its first.</summary>
    private static Dictionary<string, double> Heights(PipelineGraph graph)
    {
        Dictionary<string, double> heights = [];
        for (var step = GraphStep.Metric; step >= GraphStep.Source; step--)
        {
            var nodes = graph.Nodes.Where(n => n.Step == step).Select((node, order) =>
            {
                var leads = graph.Edges.Where(e => e.From == node).Select(e => heights[e.To.Id]).ToArray();
                return (Node: node, Wanted: leads.Length == 0 ? order * RowHeight : leads.Average());
            });
            var least = 0.0;
            foreach (var (node, wanted) in nodes.OrderBy(n => n.Wanted))
            {
                heights[node.Id] = Math.Max(wanted, least);
                least = heights[node.Id] + RowHeight;
            }
        }

        return heights;
    }

    /// <summary>What fits into a node; the list below the drawing has all of it.</summary>
    private static string Cut(string text, int width)
    {
        var most = (width - 24) / WidthOfLetter;
        return text.Length <= most ? text : text[..(most - 1)] + "…";
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
