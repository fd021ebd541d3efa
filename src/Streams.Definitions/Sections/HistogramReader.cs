using System.Globalization;
using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Syntax;
using Streams.Reducing;

namespace Streams.Definitions.Sections;

/// <summary>Reads what a metric of type histogram has instead of arithmetic: a field in <c>value</c>, bounds in <c>buckets</c> (F4).</summary>
internal static class HistogramReader
{
    private const string BucketsForm = "write buckets: [0.1, 0.5, 1]";

    /// <summary>The histogram's value; null, and mistakes, where it is wrong.</summary>
    public static ParsedValue? Read(SettingsNode settings, Report report)
    {
        var bounds = ReadBounds(settings, report);
        if (settings.Scalar("value", required: true) is not { } scalar) return null;
        var text = new TextCursor(scalar, report);
        var at = text.At;
        if (text.Name() is { } field && text.IsAtEnd)
        {
            if (bounds is null) return null;
            var call = ValueExpression.Histogram(field, bounds);
            return new ParsedValue(call, [new FieldUse(call, at, at)]);
        }

        report.Add(at, "the value of a histogram is no field", "write the field alone, such as value: latency");
        return null;
    }

    private static List<double>? ReadBounds(SettingsNode settings, Report report)
    {
        var bounds = new List<double>();
        var items = settings.Scalars("buckets", required: true);
        foreach (var item in items)
        {
            var isNumber = double.TryParse(item.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound);
            if (item.Text.EndsWith("inf", StringComparison.OrdinalIgnoreCase))
            {
                report.Add(item.At, $"{Settings.Quote(item.Text)} is no bound of a bucket", "leave it out: the bucket +Inf comes by itself");
            }
            else if (!isNumber || !double.IsFinite(bound)) report.Add(item.At, $"{Settings.Quote(item.Text)} is no bound of a bucket", BucketsForm);
            else if (bounds.Count > 0 && bound <= bounds[^1])
            {
                report.Add(item.At, $"{Settings.Quote(item.Text)} is not above the bound before it", "order the buckets, each bound once");
            }
            else bounds.Add(bound + 0.0);
        }

        return bounds.Count > 0 && bounds.Count == items.Count ? bounds : null;
    }
}
