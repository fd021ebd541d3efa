using System.Text;

namespace Streams.LivePage.Graph;

/// <summary>Diagrams in the languages of the tools that draw them.</summary>
public static class GraphText
{
    /// <summary>The diagram as a flowchart of Mermaid, ending with a line break.</summary>
    public static string Mermaid(PipelineGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var text = new StringBuilder("flowchart LR\n");
        foreach (var node in graph.Nodes)
        {
            var (open, close) = Shape(node.Step);
            text.Append($"  {node.Id}{open}\"{Escape(node.Name)}{(node.Detail.Length == 0 ? "" : "<br>" + Escape(node.Detail))}\"{close}\n");
        }

        foreach (var edge in graph.Edges)
        {
            text.Append($"  {edge.From.Id} -->{(edge.Label.Length == 0 ? "" : $"|{edge.Label}|")} {edge.To.Id}\n");
        }

        return text.ToString();

        static (string Open, string Close) Shape(GraphStep step) => step switch
        {
            GraphStep.Source => ("([", "])"),
            GraphStep.Group => ("[/", "/]"),
            GraphStep.Window => ("{{", "}}"),
            _ => ("[", "]"),
        };

        static string Escape(string name) => name.Replace("#", "#35;").Replace("\"", "#quot;").Replace("<", "#lt;").Replace(">", "#gt;");
    }

    /// <summary>The diagram as a digraph of Graphviz' DOT, ending with a line break.</summary>
    public static string Dot(PipelineGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var text = new StringBuilder($"digraph {Quote(graph.Name)} {{\n  rankdir=LR;\n");
        foreach (var node in graph.Nodes)
        {
            text.Append($"  {node.Id} [shape={Shape(node.Step)}, label={Quote(node.Detail.Length == 0 ? node.Name : node.Name + "\n" + node.Detail)}];\n");
        }

        foreach (var edge in graph.Edges)
        {
            text.Append($"  {edge.From.Id} -> {edge.To.Id}{(edge.Label.Length == 0 ? "" : $" [label={Quote(edge.Label)}]")};\n");
        }

        return text.Append("}\n").ToString();

        static string Shape(GraphStep step) => step switch
        {
            GraphStep.Source => "ellipse",
            GraphStep.Group => "parallelogram",
            GraphStep.Window => "hexagon",
            _ => "box",
        };

        static string Quote(string name) => $"\"{name.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\"";
    }
}
