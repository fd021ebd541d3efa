using Streams.Across;
using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Syntax;
using Streams.Definitions.Yaml;
using Streams.Reducing;

namespace Streams.Definitions.Sections;

/// <summary>Reads a metric that is made of other metrics (N15).</summary>
/// <param name="report">Where mistakes go.</param>
/// <param name="before">The metrics that stand before it in the file.</param>
internal sealed class DerivedReader(Report report, IReadOnlyList<MetricDefinition> before)
{
    /// <summary>The metric; null where mistakes forbid one.</summary>
    public MetricDefinition? Read(YamlNode.Scalar name, SettingsNode settings, Func<SettingsNode, IReadOnlyList<string>, List<AcrossStep>> readAcross)
    {
        var help = settings.Scalar("help", required: true);
        if (help is not null && help.Text.AsSpan().ContainsAny('\n', '\r')) report.Add(help.At, "the help text has a line break", "write it in one line");
        var of = ReadOf(settings);
        var labels = of.Count == 0 ? [] : LabelsOf(of[0]);
        var value = settings.Scalar("value", required: true) is { } text ? ValueParser.Parse(text, report) : null;
        foreach (var use in value?.Uses.Where(use => use.Call.Field is { } field && of.All(metric => metric.Name != field)) ?? [])
        {
            report.Add(use.FieldAt, $"{Settings.Quote(use.Call.Field!)} is none of the metrics in of",
                Nearest.Advice(use.Call.Field!, of.Select(metric => metric.Name)));
        }

        foreach (var use in value?.Uses.Where(use => Reducers.Find(use.Call.Reducer) is { NeedsWindow: true }) ?? [])
        {
            report.Add(use.At, $"{use.Call.Reducer} without a window", "metrics of metrics have none: use sum, or last");
        }

        var across = readAcross(settings, labels);
        return help is null || value is null || of.Count == 0
            ? null
            : new MetricDefinition
            {
                Name = name.Text,
                Help = help.Text,
                From = [],
                Of = [.. of.Select(m => m.Name)],
                By = labels,
                Value = value.Expression,
                Across = across,
            };
    }

    private static IReadOnlyList<string> LabelsOf(MetricDefinition metric) => metric.Across.Count > 0 ? metric.Across[^1].By : metric.Labels;

    private List<MetricDefinition> ReadOf(SettingsNode settings)
    {
        var of = new List<MetricDefinition>();
        foreach (var item in settings.Scalars("of", required: true))
        {
            if (before.FirstOrDefault(metric => metric.Name == item.Text) is not { } metric)
            {
                report.Add(item.At, $"no metric {Settings.Quote(item.Text)} before this one", Nearest.Advice(item.Text, before.Select(m => m.Name)));
            }
            else if (of.Contains(metric)) report.Add(item.At, $"metric {Settings.Quote(item.Text)} twice", "leave the second out");
            else if (metric.Type == MetricType.Histogram || !metric.Over[0].IsAll)
            {
                report.Add(item.At, $"{Settings.Quote(item.Text)} is no single number a series", "name metrics without windows that are no histogram");
            }
            else if (of.Count > 0 && !LabelsOf(of[0]).SequenceEqual(LabelsOf(metric)))
            {
                report.Add(item.At, $"{Settings.Quote(item.Text)} has other labels than {Settings.Quote(of[0].Name)}", "name metrics of the same labels");
            }
            else of.Add(metric);
        }

        return of;
    }
}
