using System.Text;
using Streams.Definitions.Syntax;
using Streams.Publishing;
using Streams.Scenarios.Definition;
using Streams.Scenarios.Running;

namespace Streams.Scenarios.Promtool;

/// <summary>Records a run's series as a Prometheus would that scrapes every so often, in the format of <c>promtool test rules</c>.</summary>
public sealed class PromtoolFile : RunObserver
{
    private readonly Scenario _scenario;
    private readonly PromtoolTest _test;
    private readonly SortedDictionary<string, List<string>> _series = new(StringComparer.Ordinal);
    private int _scrapes;

    /// <summary>Begins without series.</summary>
    public PromtoolFile(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        _scenario = scenario;
        _test = scenario.Promtool ?? new PromtoolTest();
    }

    /// <inheritdoc/>
    public override TimeSpan? Interval => _test.Interval;

    /// <inheritdoc/>
    public override void OnInstant(TimeSpan instant, ScenarioStage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        if (instant != _scrapes * _test.Interval) return;
        foreach (var row in stage.Page.Rows)
        {
            var id = Named(row);
            if (!_series.TryGetValue(id, out var values)) _series[id] = values = [.. Enumerable.Repeat("_", _scrapes)];
            values.Add(ExpectedValue.Text(row.Value));
        }

        _scrapes++;
        // A series that is not there any more is marked stale once, as a scrape marks it.
        foreach (var values in _series.Values.Where(v => v.Count < _scrapes)) values.Add(values[^1] is "_" or "stale" ? "_" : "stale");
    }

    /// <summary>The file.</summary>
    public override string ToString()
    {
        var interval = DurationText.Of(_test.Interval);
        var text = new StringBuilder();
        text.Append("# ").Append(Quoted(_scenario.Name)).Append(" in ").AppendLine(_scenario.File);
        text.AppendLine(_test.RuleFiles.Count == 0 ? "rule_files: []" : "rule_files:");
        foreach (var file in _test.RuleFiles) text.Append("  - ").AppendLine(Quoted(file));
        text.Append("evaluation_interval: ").AppendLine(interval);
        text.AppendLine("tests:");
        text.Append("  - interval: ").AppendLine(interval);
        text.AppendLine("    input_series:");
        foreach (var (series, values) in _series)
        {
            text.Append("      - series: ").AppendLine(Quoted(series));
            text.Append("        values: ").AppendLine(Quoted(string.Join(' ', values)));
        }

        foreach (var (key, value) in _test.Tests) text.Append("    ").Append(key).Append(": ").AppendLine(value);
        return text.ToString();
    }

    private string Named(SeriesTable.Row row)
    {
        if (_test.Labels.Count == 0) return row.Id;
        var more = string.Join(',', _test.Labels.Select(l => $"{l.Key}=\"{l.Value}\""));
        return row.Labels.Count == 0 ? $"{row.Id}{{{more}}}" : $"{row.Id[..^1]},{more}}}";
    }

    private static string Quoted(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
}
