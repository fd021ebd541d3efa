using System.Text;
using Streams.Definition;
using Streams.Publishing;

namespace Streams.Prometheus;

/// <summary>
/// A family on the page whose series are rows: its HELP and TYPE once, and the rows of all pipelines and windows in the order of their
/// declaration.
/// </summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class PageFamily
{
    private const string Total = "_total";

    private readonly byte[] _text;
    private readonly byte[] _openMetrics;
    private PageRows[] _rows = [];

    internal PageFamily(SeriesFamily family, string help)
    {
        var type = family.Type == MetricType.Counter ? "counter" : "gauge";
        _text = Head(family.Name, help, type);
        // There a counter's family has a name without the end of its samples' names, and one without that end is none.
        var isTotal = family.Name.EndsWith(Total, StringComparison.Ordinal);
        if (type == "counter") _openMetrics = isTotal ? Head(family.Name[..^Total.Length], help, type) : Head(family.Name, help, "unknown");
        else _openMetrics = _text;
    }

    internal void Add(PageRows rows) => _rows = [.. _rows, rows];

    internal void Write(LineWriter to)
    {
        to.Write(to.Format == PageFormat.OpenMetrics ? _openMetrics : _text);
        foreach (var rows in _rows) rows.Write(to);
    }

    private static byte[] Head(string name, string help, string type) => Encoding.UTF8.GetBytes($"# HELP {name} {help}\n# TYPE {name} {type}\n");
}
