using Streams.Across;
using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Syntax;
using Streams.Definitions.Yaml;
using Streams.Windowing;

namespace Streams.Definitions.Sections;

/// <summary>Reads <c>metrics</c>.</summary>
/// <param name="report">Where mistakes go.</param>
/// <param name="sources">The pipeline's sources; null where the file has none, which is told elsewhere.</param>
/// <param name="labels">The labels on every series.</param>
/// <param name="joins">The joined labels.</param>
internal sealed class MetricsReader(Report report, OrderedDictionary<string, SourceDefinition?>? sources, IReadOnlyList<KeyValuePair<string, string>> labels,
    IReadOnlyList<JoinDefinition> joins)
{
    /// <summary>The metrics that could be read, in the file's order.</summary>
    public List<MetricDefinition> Read(SettingsNode metrics)
    {
        var read = new List<MetricDefinition>();
        foreach (var (name, _) in metrics.Entries)
        {
            if (!PrometheusNames.IsMetric(name.Text)) report.Add(name.At, $"{Settings.Quote(name.Text)} is no metric name", PrometheusNames.MetricForm);
            else if (PrometheusNames.IsDaemons(name.Text))
            {
                report.Add(name.At, $"{Settings.Quote(name.Text)} begins like the daemon's own metrics",
                    "choose a name that does not begin with streams_ or process_");
            }
            if (metrics.Mapping(name.Text) is not { } settings) continue;
            var metric = Read(name, settings, read);
            // One that is left out is read for its mistakes all the same.
            var isEnabled = settings.Choice("enabled", ["true", "false"]) is not "false";
            if (metric is null) continue;
            CheckNames(name, metric, read);
            if (isEnabled) read.Add(metric);
        }

        return read;
    }

    private MetricDefinition? Read(YamlNode.Scalar name, SettingsNode settings, List<MetricDefinition> before)
    {
        if (settings.Keys.Contains("of")) return new DerivedReader(report, before).Read(name, settings, ReadAcross);
        settings.AlsoKnown(["of"]);
        var help = settings.Scalar("help", required: true);
        if (help is not null && help.Text.AsSpan().ContainsAny('\n', '\r')) report.Add(help.At, "the help text has a line break", "write it in one line");
        var type = ReadType(settings);
        var from = ReadFrom(settings);
        var by = ReadBy(settings, from, out var with);
        var where = settings.Scalar("where") is { } condition ? ConditionParser.Parse(condition, report) : null;
        var value = type == MetricType.Histogram ? HistogramReader.Read(settings, report)
            : settings.Scalar("value", required: true) is { } text ? ValueParser.Parse(text, report)
            : null;
        var over = ReadOver(settings);
        IReadOnlyList<string> shown = [.. by.Take(1), .. with, .. by.Skip(1)];
        var across = ReadAcross(settings, shown);
        var having = settings.Scalar("having") is { } groups ? ConditionParser.Parse(groups, report) : null;
        var expire = settings.Duration("expire");
        var remember = settings.Duration("remember", allowZero: true, required: false);
        var fromSources = from.Select(source => sources?[source]).ToList();
        ConditionChecks.Check(where?.Uses ?? [], fromSources, report);
        var hidden = having is null ? [] : joins.Select(join => join.Label).Where(l => !with.Contains(l) && having.Uses.Any(u => u.Name == l)).ToList();
        if (by.Count == 0 && hidden.Count > 0)
        {
            settings.Mistake("having", $"joined label {Settings.Quote(hidden[0])} without a worker", "name a worker's key in by");
        }
        ConditionChecks.CheckLabels(having?.Uses ?? [], [.. by, .. joins.Select(join => join.Label)], report);
        if (help is null || value is null) return null;
        var metric = new MetricDefinition
        {
            Name = name.Text,
            Help = help.Text,
            Type = type,
            From = from,
            By = by,
            With = [.. with, .. hidden],
            Having = having?.Condition,
            Where = where?.Condition,
            Value = value.Expression,
            Over = over,
            Across = across,
            Expire = expire,
            Remember = remember ?? MetricDefinition.DefaultRemember,
        };
        new MetricChecks(report, metric, name, settings, fromSources).Check(value, labels);
        return metric;
    }

    private void CheckNames(YamlNode.Scalar name, MetricDefinition metric, List<MetricDefinition> before)
    {
        var clash = before.FirstOrDefault(other => PrometheusNames.Of(other).Intersect(PrometheusNames.Of(metric)).Any());
        if (clash is null) return;
        var histogram = clash.Type == MetricType.Histogram ? clash : metric;
        report.Add(
            name.At,
            $"{Settings.Quote(name.Text)} clashes with {Settings.Quote(clash.Name)}: "
                + $"histogram {Settings.Quote(histogram.Name)} has series {string.Join(", ", PrometheusNames.Of(histogram)[1..])}",
            "rename one of the two");
    }

    /// <summary>The type; also one that only <c>buckets</c> tell, so that the rest of the metric is read as it was meant.</summary>
    private MetricType ReadType(SettingsNode settings)
    {
        var type = settings.Choice("type", ["gauge", "counter", "histogram"]);
        settings.AlsoKnown(["buckets"]);
        if (type == "histogram" || !settings.Keys.Contains("buckets")) return type is null ? MetricType.Gauge : Enum.Parse<MetricType>(type, ignoreCase: true);
        settings.MarkRead("buckets");
        if (type is not null) settings.Mistake("buckets", $"a {type} has no buckets", "leave buckets out, or write type: histogram");
        else if (!settings.Keys.Contains("type")) settings.Mistake("buckets", "buckets without type: histogram", "add type: histogram");
        return type is null ? MetricType.Histogram : Enum.Parse<MetricType>(type, ignoreCase: true);
    }

    private List<string> ReadFrom(SettingsNode settings)
    {
        var from = new List<string>();
        foreach (var item in settings.Scalars("from", required: true))
        {
            if (sources is null) continue;
            if (!sources.ContainsKey(item.Text)) report.Add(item.At, $"unknown source {Settings.Quote(item.Text)}", Nearest.Advice(item.Text, sources.Keys));
            else if (from.Contains(item.Text)) report.Add(item.At, $"source {Settings.Quote(item.Text)} twice", "leave the second out");
            else from.Add(item.Text);
        }

        return from;
    }

    /// <summary>The keys that make a group, and the joined labels that are shown with them: those of every series, and those named.</summary>
    private List<string> ReadBy(SettingsNode settings, List<string> from, out List<string> with)
    {
        var by = new List<string>();
        var named = new List<YamlNode.Scalar>();
        foreach (var item in settings.Scalars("by"))
        {
            if (joins.Any(join => join.Label == item.Text))
            {
                named.Add(item);
                continue;
            }

            var stranger = from.Select(source => sources![source]).OfType<SourceDefinition>().FirstOrDefault(source => source.Schema.KeyIndex(item.Text) < 0);
            if (stranger is not null)
            {
                report.Add(item.At, $"source {Settings.Quote(stranger.Name)} has no key {Settings.Quote(item.Text)}",
                    Nearest.Advice(item.Text, stranger.Schema.Keys));
            }
            else if (by.Contains(item.Text)) report.Add(item.At, $"label {Settings.Quote(item.Text)} twice", "leave the second out");
            by.Add(item.Text);
        }

        if (by.Count == 0 && named.Count > 0)
        {
            report.Add(named[0].At, $"joined label {Settings.Quote(named[0].Text)} without a worker", "name a worker's key before it");
        }
        var names = named.Select(item => item.Text).ToList();
        with = by.Count == 0 ? [] : [.. joins.Where(join => join.IsEverywhere || names.Contains(join.Label)).Select(join => join.Label)];
        return [.. by.Distinct()];
    }

    private IReadOnlyList<Over> ReadOver(SettingsNode settings)
    {
        var windows = new List<Over>();
        foreach (var item in settings.Scalars("over"))
        {
            if (OverParser.Parse(item, report) is not { } window) continue;
            if (windows.Any(other => other.Length == window.Length))
            {
                report.Add(item.At, $"two windows of one length, {(window.IsAll ? "all" : window.Label)}",
                    "keep one: the label window tells them apart by their length alone");
            }
            else windows.Add(window);
            if (window.IsAll != windows[0].IsAll)
            {
                report.Add(item.At, "all stands beside windows", "make it a metric of its own: its series have no label window");
            }
        }

        return windows.Count == 0 ? [Over.All] : windows;
    }

    private List<AcrossStep> ReadAcross(SettingsNode settings, IReadOnlyList<string> by)
    {
        var steps = new List<AcrossStep>();
        var items = settings.Scalars("across");
        var cut = items.FirstOrDefault(item => item.Text.Contains('(') && !item.Text.Contains(')'));
        if (cut is not null && items.Count > 1)
        {
            report.Add(cut.At, $"{Settings.Quote(cut.Text)} is cut at its comma by the list", "quote the whole step, such as \"sum by (a, b)\"");
            return steps;
        }

        IReadOnlyList<string>? labelsBefore = by;
        for (var i = 0; i < items.Count; i++)
        {
            var step = AcrossParser.Parse(items[i], labelsBefore, i == 0, report);
            if (step is not null) steps.Add(step = Widened(step, labelsBefore ?? []));
            labelsBefore = step?.By;
        }

        return steps;
    }
    /// <summary>A step that also keeps the joined labels of every series, in the order in which they are there.</summary>
    private AcrossStep Widened(AcrossStep step, IReadOnlyList<string> before)
    {
        var everywhere = joins.Where(join => join.IsEverywhere && before.Contains(join.Label)).Select(join => join.Label).ToList();
        return everywhere.Count == 0 ? step : step with { By = [.. before.Where(label => step.By.Contains(label) || everywhere.Contains(label))] };
    }
}
