using Streams.Across;
using Streams.Definition;
using Streams.Filtering;
using Streams.Windowing;

namespace Streams.LivePage.Graph;

/// <summary>What a node of a pipeline's diagram stands for, in the order of an event's journey.</summary>
public enum GraphStep
{
    /// <summary>A source.</summary>
    Source,

    /// <summary>The groups of all metrics that take the same events and group them by the same keys.</summary>
    Group,

    /// <summary>A window of such groups.</summary>
    Window,

    /// <summary>A metric.</summary>
    Metric,
}

/// <summary>A node of the diagram.</summary>
/// <param name="Step">What it stands for.</param>
/// <param name="Id">Unique in the diagram, of letters and digits.</param>
/// <param name="Name">Its name.</param>
/// <param name="Detail">Further details; may be empty.</param>
public sealed record GraphNode(GraphStep Step, string Id, string Name, string Detail);

/// <summary>An arrow of the diagram.</summary>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends, one step further.</param>
/// <param name="Label">The source's precedence where a group has several; else empty.</param>
public sealed record GraphEdge(GraphNode From, GraphNode To, string Label);

/// <summary>A pipeline as a diagram: sources, groups, windows, metrics.</summary>
/// <param name="Name">The pipeline's name.</param>
/// <param name="Nodes">The nodes, those of a step together.</param>
/// <param name="Edges">The arrows, in the order of the journey.</param>
public sealed record PipelineGraph(string Name, IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphEdge> Edges)
{
    /// <summary>The diagram of a pipeline.</summary>
    public static PipelineGraph Of(PipelineDefinition pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        List<GraphEdge> edges = [];
        List<GraphNode> groups = [], windows = [], metrics = [];
        GraphNode[] sources = [.. pipeline.Sources.Select((s, i) => new GraphNode(GraphStep.Source, $"s{i + 1}", s.Name, Detail(s)))];
        foreach (var alike in pipeline.Metrics.Where(m => m.Of.Count == 0)
            .GroupBy(m => (string.Join(',', m.From), string.Join(',', m.By), m.Where, m.Expire, m.Remember)))
        {
            var metric = alike.First();
            var name = metric.By.Count == 0 ? "all events" : "by " + string.Join(", ", metric.By);
            var group = Add(groups, GraphStep.Group, "g", name, GroupDetail(metric));
            for (var i = 0; i < metric.From.Count; i++)
            {
                edges.Add(new GraphEdge(sources.Single(s => s.Name == metric.From[i]), group, metric.From.Count > 1 ? $"{i + 1}" : ""));
            }

            var nodes = alike.Select(m => Add(metrics, GraphStep.Metric, "m", m.Name, Detail(m))).ToArray();
            foreach (var over in alike.SelectMany(m => m.Over).Distinct())
            {
                var window = Add(windows, GraphStep.Window, "w", Text(over), "");
                edges.Add(new GraphEdge(group, window, ""));
                edges.AddRange(alike.Zip(nodes).Where(m => m.First.Over.Contains(over)).Select(m => new GraphEdge(window, m.Second, "")));
            }
        }

        // An arrow from a metric to a metric would go backwards: what they are made of stands in them.
        foreach (var metric in pipeline.Metrics.Where(m => m.Of.Count > 0)) Add(metrics, GraphStep.Metric, "m", metric.Name, Detail(metric));

        return new PipelineGraph(pipeline.Name, [.. sources, .. groups, .. windows, .. metrics], edges);
    }

    private static GraphNode Add(List<GraphNode> nodes, GraphStep step, string prefix, string name, string detail)
    {
        var node = new GraphNode(step, $"{prefix}{nodes.Count + 1}", name, detail);
        nodes.Add(node);
        return node;
    }

    private static string GroupDetail(MetricDefinition metric) => string.Join(", ",
        [
            .. metric.Where is { } where ? new[] { "where " + ConditionText.Of(where) } : [],
            .. metric.Expire is { } lease ? new[] { "expire " + Text(lease) } : [],
            .. metric.Remember != MetricDefinition.DefaultRemember ? new[] { "remember " + Text(metric.Remember) } : [],
        ]);

    internal static string Detail(SourceDefinition source) =>
        "expire " + Text(source.Expire) + (source.Alive.Count == 0 ? "" : ", alive by " + string.Join(", ", source.Alive));

    private static string Detail(MetricDefinition metric) =>
        string.Join(", ",
        [
            .. metric.Type == MetricType.Gauge ? [] : new[] { metric.Type.ToString().ToLowerInvariant() },
            .. metric.Of.Count == 0 ? [] : new[] { "of " + string.Join(" and ", metric.Of) },
            .. metric.Having is { } having ? new[] { "having " + ConditionText.Of(having) } : [],
            .. metric.Across.Select(Text),
        ]);

    internal static string Text(Over over) =>
        over.IsAll ? "since the first event" : over.Every == over.Length ? over.Label : $"{over.Label} every {Text(over.Every)}";

    internal static string Text(AcrossStep step)
    {
        var kind = step.Kind == AcrossKind.Quantile ? FormattableString.Invariant($"quantile({step.Quantile})") : step.Kind.ToString().ToLowerInvariant();
        return step.By.Count == 0 ? kind : $"{kind} by {string.Join(", ", step.By)}";
    }

    private static string Text(TimeSpan duration) => Over.Tumbling(duration).Label;
}
