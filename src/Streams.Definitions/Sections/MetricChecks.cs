using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Syntax;
using Streams.Definitions.Yaml;
using Streams.Reducing;

namespace Streams.Definitions.Sections;

/// <summary>The rules that a metric's keys must keep together (F4, F6).</summary>
/// <param name="report">Where mistakes go.</param>
/// <param name="metric">The metric, as it was read.</param>
/// <param name="name">Its name in the file.</param>
/// <param name="settings">Its mapping, for places.</param>
/// <param name="sources">Its sources; null is one that could not be read.</param>
internal sealed class MetricChecks(Report report, MetricDefinition metric, YamlNode.Scalar name, SettingsNode settings,
    IReadOnlyList<SourceDefinition?> sources)
{
    /// <summary>Checks everything.</summary>
    public void Check(ParsedValue value, IReadOnlyList<KeyValuePair<string, string>> labels)
    {
        CheckFields(value);
        CheckLabels(labels);
        CheckExpire();
        CheckShared();
        if (metric.Type == MetricType.Counter) CheckCounter();
        if (metric.Type != MetricType.Gauge) CheckCumulative();
        foreach (var use in value.Uses.Where(use => metric.Over[0].IsAll && Reducers.Find(use.Call.Reducer) is { NeedsWindow: true }))
        {
            report.Add(use.At, $"{use.Call.Reducer} without a window", "add over: 10s");
        }
    }

    private void CheckFields(ParsedValue value)
    {
        if (sources.Count == 0 || sources.Contains(null)) return;
        var fields = sources.SelectMany(source => source!.Schema.Fields).Distinct().ToList();
        var isWrong = false;
        foreach (var use in value.Uses.Where(use => use.Call.Field is { } field && !fields.Contains(field)))
        {
            isWrong = true;
            report.Add(use.FieldAt, $"unknown field {Settings.Quote(use.Call.Field!)}", Nearest.Advice(use.Call.Field!, fields));
        }

        var needed = value.Uses.Select(use => use.Call.Field).OfType<string>().Distinct().ToList();
        if (isWrong || value.Expression.OneFieldIsEnough || sources.Any(source => needed.All(field => source!.Schema.FieldIndex(field) >= 0))) return;
        settings.Mistake("value", $"no source of the metric has all of {string.Join(", ", needed)}", "name fields of one source: an event must have them all");
    }

    private void CheckLabels(IReadOnlyList<KeyValuePair<string, string>> labels)
    {
        var shown = metric.Across.Count > 0 ? metric.Across[^1].By : metric.Labels;
        var key = metric.Across.Count > 0 ? "across" : "by";
        foreach (var label in shown)
        {
            if (!PrometheusNames.IsLabel(label)) settings.Mistake(key, $"{Settings.Quote(label)} is no label name", PrometheusNames.LabelForm);
            else if (PrometheusNames.IsReserved(label)) settings.Mistake(key, $"label {Settings.Quote(label)} is reserved", "give the key another name");
            else if (labels.Any(other => other.Key == label))
            {
                settings.Mistake(key, $"label {Settings.Quote(label)} is a label of every series, too", "rename one of the two");
            }
        }
    }

    private void CheckExpire()
    {
        var longest = metric.Over.Max(over => over.Length);
        if (longest == TimeSpan.Zero || sources.Count == 0 || sources.Contains(null)) return;
        var lateness = sources.Max(source => source!.Lateness);
        foreach (var source in sources)
        {
            var expire = metric.Expire > source!.Expire ? metric.Expire.Value : source.Expire;
            if (expire + metric.Remember > longest + lateness) continue;
            var sum = DurationParser.Format(longest + lateness);
            settings.Mistake(
                metric.Expire is null ? "over" : "expire",
                $"expire {DurationParser.Format(expire)} on source {Settings.Quote(source.Name)} and remember {DurationParser.Format(metric.Remember)} "
                    + $"together are not longer than the largest window and the lateness, {sum}",
                $"set an expire or a remember of more than {sum}");
            return;
        }
    }

    private void CheckShared()
    {
        if (metric.Type == MetricType.Counter || sources.FirstOrDefault(source => source?.IsShared == true) is not { } shared) return;
        settings.Mistake("from", $"source {Settings.Quote(shared.Name)} shares its messages in a queue group, and {Settings.Quote(metric.Name)} is no counter",
            "make it a counter, which Prometheus can sum over the group, or leave queue out");
    }

    private void CheckCounter()
    {
        if (!metric.Name.EndsWith("_total", StringComparison.Ordinal))
        {
            report.Add(name.At, $"counter {Settings.Quote(metric.Name)} does not end in _total", $"name it {Settings.OneLine(metric.Name)}_total");
        }

        if (metric.Value is ValueExpression.Call call && Reducers.Find(call.Reducer)?.IsCounter(call) == true) return;
        var right = Reducers.All.Where(kind => kind.CanBeCounter).Select(kind => kind.Forms[0]).Order(StringComparer.Ordinal);
        settings.Mistake("value", $"a counter is neither {string.Join(" nor ", right)}", "write one of them alone, or make it a gauge");
    }

    private void CheckCumulative()
    {
        var type = metric.Type == MetricType.Counter ? "counter" : "histogram";
        if (!metric.Over[0].IsAll) settings.Mistake("over", $"a {type} has windows", "leave over out, or make it a gauge");
        if (metric.Across.Count > 0) settings.Mistake("across", $"a {type} has across", "leave across out, or make it a gauge");
    }
}
