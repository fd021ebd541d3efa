namespace Streams.Definition;

/// <summary>The names that Prometheus takes, and those that it or the page keeps for itself.</summary>
public static class PrometheusNames
{
    private static readonly string[] Reserved = ["le", "quantile", "window"];

    /// <summary>What a metric name looks like.</summary>
    public const string MetricForm = "use letters, digits, _ and :, and no digit first";

    /// <summary>What a label or parameter name looks like.</summary>
    public const string LabelForm = "use letters, digits and _, and no digit first";

    /// <summary>Whether Prometheus takes it as a metric's name.</summary>
    public static bool IsMetric(string name) => IsName(name, allowColon: true);

    /// <summary>Whether Prometheus takes it as a label's name.</summary>
    public static bool IsLabel(string name) => IsName(name, allowColon: false);

    /// <summary>Whether a label's name belongs to Prometheus (<c>__x</c>, <c>le</c>, <c>quantile</c>) or to the page (<c>window</c>).</summary>
    public static bool IsReserved(string label) => label.StartsWith("__", StringComparison.Ordinal) || Reserved.Contains(label);

    /// <summary>The names that a metric takes on the page: a histogram's parts, too.</summary>
    public static string[] Of(MetricDefinition metric) => metric.Type == MetricType.Histogram
        ? [metric.Name, metric.Name + "_bucket", metric.Name + "_sum", metric.Name + "_count"]
        : [metric.Name];

    /// <summary>Whether a metric's name belongs to the daemon's own metrics.</summary>
    public static bool IsDaemons(string metric) =>
        metric.StartsWith("streams_", StringComparison.Ordinal) || metric.StartsWith("process_", StringComparison.Ordinal);

    private static bool IsName(string name, bool allowColon) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_' || (allowColon && c == ':'));
}
