using System.Globalization;
using System.Text;

namespace Streams.Prometheus;

/// <summary>A histogram on the page. Written here, since prometheus-net's own histogram observes values and cannot be set to counts made elsewhere.</summary>
/// <param name="name">Its name, without the ends of its parts.</param>
/// <param name="help">Its help text, escaped.</param>
/// <param name="labelNames">The names of its labels, without <c>le</c>.</param>
internal sealed class HistogramFamily(string name, string help, string[] labelNames)
{
    private const string BucketEnd = "_bucket";

    private readonly Dictionary<string, SortedSet<HistogramLine>> _lines = [];
    private readonly Lock _gate = new();

    internal string Name => name;

    /// <summary>The length of a part's name, such as <c>x_bucket</c>, without its suffix.</summary>
    /// <exception cref="ArgumentException">It is no part of a histogram.</exception>
    internal static int EndOf(string part) =>
        new[] { BucketEnd, "_count", "_sum" }.FirstOrDefault(end => part.EndsWith(end, StringComparison.Ordinal)) is { } end
        ? part.Length - end.Length
        : throw new ArgumentException($"{part} is no part of a histogram", nameof(part));

    /// <summary>A line of the part with this end; of a bucket, the last label is <c>le</c>.</summary>
    internal HistogramLine Create(string end, string[] labels) =>
        new(this, Labels(labels.AsSpan(0, labelNames.Length)), end, end == BucketEnd ? labels[^1] : "");

    /// <summary>Puts a line on the page. From any lane.</summary>
    internal void Add(HistogramLine line)
    {
        lock (_gate)
        {
            if (!_lines.TryGetValue(line.Labels, out var lines)) _lines[line.Labels] = lines = [];
            lines.Add(line);
        }
    }

    /// <summary>Takes a line from the page. From any lane.</summary>
    internal void Remove(HistogramLine line)
    {
        lock (_gate)
        {
            var lines = _lines[line.Labels];
            lines.Remove(line);
            if (lines.Count == 0) _lines.Remove(line.Labels);
        }
    }

    /// <summary>Writes the family: the lines of one label set together, buckets first, as both formats want them.</summary>
    internal void Write(TextWriter to, PageFormat format)
    {
        to.Write($"# HELP {name} {help}\n# TYPE {name} histogram\n");
        foreach (var line in _lines.Values.SelectMany(lines => lines)) Write(to, line, format);
    }

    private static string Bound(string text, PageFormat format) =>
        format == PageFormat.OpenMetrics && text.All(c => char.IsAsciiDigit(c) || c == '-') ? text + ".0" : text;

    private static string Escape(string value) => value.Replace("\\", "\\\\").Replace("\n", "\\n").Replace("\"", "\\\"");

    private void Write(TextWriter to, HistogramLine line, PageFormat format)
    {
        Span<char> number = stackalloc char[32];
        to.Write(name);
        to.Write(line.Part);
        if (line.Bound.Length > 0) to.Write($"{{{line.Labels}{(line.Labels.Length > 0 ? "," : "")}le=\"{Bound(line.Bound, format)}\"}}");
        else if (line.Labels.Length > 0) to.Write($"{{{line.Labels}}}");
        to.Write(' ');
        line.Value.TryFormat(number, out var length, "r", CultureInfo.InvariantCulture);
        to.Write(number[..length]);
        to.Write('\n');
    }

    private string Labels(ReadOnlySpan<string> values)
    {
        var text = new StringBuilder();
        for (var i = 0; i < values.Length; i++) text.Append(i > 0 ? "," : "").Append(labelNames[i]).Append("=\"").Append(Escape(values[i])).Append('"');
        return text.ToString();
    }
}
