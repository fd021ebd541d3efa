using Streams.Definition;
using Streams.Definitions.Syntax;
using Streams.Events;
using Streams.Publishing;
using Streams.Scenarios.Definition;
using Streams.Scenarios.Running;

namespace Streams.Scenarios.Coverage;

/// <summary>Measures what the scenarios of a pipeline touch: its sources, metrics, windows, rejections and expiries.</summary>
/// <remarks>
/// A source is touched by an accepted event; a metric and a window by an expectation that finds a value; a rejection by being counted;
/// an expiry by an expectation that finds a series gone that an earlier one in the scenario found, while its source alone had spoken.
/// </remarks>
public sealed class CoverageMeter
{
    private readonly PipelineDefinition _pipeline;
    private readonly OrderedDictionary<string, bool> _items = [];

    /// <summary>Begins with nothing touched.</summary>
    public CoverageMeter(PipelineDefinition pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        _pipeline = pipeline;
        foreach (var source in pipeline.Sources) _items[Source(source.Name)] = false;
        foreach (var metric in pipeline.Metrics)
        {
            _items[Metric(metric)] = false;
            foreach (var over in metric.Over.Where(o => !o.IsAll)) _items[Window(metric, over.Label)] = false;
        }

        foreach (var reason in Reasons()) _items[Rejection(reason)] = false;
        foreach (var metric in pipeline.Metrics)
        {
            foreach (var source in pipeline.Sources.Where(s => metric.From.Contains(s.Name))) _items[Expiry(metric, source)] = false;
        }
    }

    /// <summary>Everything, in a fixed order.</summary>
    public IReadOnlyList<CoverageItem> Items => [.. _items.Select(item => new CoverageItem(item.Key, item.Value))];

    /// <summary>How much of it is covered, in whole percent, rounded down.</summary>
    public int Percent => _items.Count == 0 ? 100 : 100 * _items.Count(item => item.Value) / _items.Count;

    /// <summary>Whoever measures one run.</summary>
    public RunObserver Observe(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return new Observer(this, scenario);
    }

    private static string Source(string name) => $"source {name}";

    private static string Metric(MetricDefinition metric) => $"metric {metric.Name}";

    private static string Window(MetricDefinition metric, string window) => $"window {metric.Name} {window}";

    private static string Rejection(string reason) => $"rejection {reason}";

    private static string Expiry(MetricDefinition metric, SourceDefinition source) => metric.Expire > source.Expire
        ? $"expiry of metric {metric.Name} after {DurationText.Of(metric.Expire.Value)}"
        : $"expiry of source {source.Name} after {DurationText.Of(source.Expire)}";

    private IEnumerable<string> Reasons()
    {
        MessageReason[] ofMessages = [MessageReason.Malformed, MessageReason.Empty, MessageReason.TooLarge];
        EventReason[] ofEvents = [EventReason.Malformed, EventReason.BadKey, EventReason.NotANumber, EventReason.MissingField, EventReason.TooManyWorkers];
        foreach (var reason in ofMessages) yield return "of a message, " + reason.Label();
        foreach (var reason in ofEvents) yield return "of an event, " + reason.Label();
        if (_pipeline.Metrics.Any(m => m.Type == MetricType.Counter && m.Value.Calls.Any(c => c.Field is not null)))
        {
            yield return "of an event, " + EventReason.Negative.Label();
        }
        var timed = _pipeline.Sources.Where(s => s.HasEventTime).Select(s => s.Name).ToList();
        if (timed.Count > 0) yield return "of an event, future";
        if (_pipeline.Metrics.Any(m => m.From.Any(timed.Contains) && m.Over.Any(o => !o.IsAll))) yield return "of an event, late";
    }

    private sealed class Observer(CoverageMeter meter, Scenario scenario) : RunObserver
    {
        private readonly HashSet<string> _spoke = [];
        private readonly List<SeriesTable.Row> _found = [];
        private readonly bool _isReset = scenario.Given.Any(g => g.What is ScenarioAction.WallClock);

        public override void OnArrival(TimeSpan instant, ScenarioAction.Arrives what, int time, int index) =>
            _spoke.Add(scenario.Pipeline.Sources[what.Source].Name);

        public override void OnCompared(Expectation expectation, IReadOnlyList<SeriesTable.Row> rows, ScenarioStage stage)
        {
            if (scenario.Pipeline.Metrics.FirstOrDefault(m => m.Families.Contains(expectation.Selector.Name)) is not { } metric) return;
            if (expectation.Value is ExpectedValue.Absent) Missed(expectation, metric, rows);
            else if (rows.Count == 1) Found(metric, rows[0]);
        }

        public override void OnEnd(ScenarioStage stage)
        {
            foreach (var row in stage.Page.Named("streams_events_accepted_total").Where(r => r.Value > 0)) Touch(Source(Label(row, "source")!));
            Count(stage, "streams_messages_rejected_total", row => "of a message, " + Label(row, "reason"));
            Count(stage, "streams_events_rejected_total", row => "of an event, " + Label(row, "reason"));
            Count(stage, "streams_events_future_total", _ => "of an event, future");
            Count(stage, "streams_events_late_total", _ => "of an event, late");
            Count(stage, "streams_window_late_total", _ => "of an event, late");
        }

        private void Found(MetricDefinition metric, SeriesTable.Row row)
        {
            _found.Add(row);
            Touch(Metric(metric));
            if (Label(row, "window") is { } window) Touch(Window(metric, window));
        }

        private void Missed(Expectation expectation, MetricDefinition metric, IReadOnlyList<SeriesTable.Row> rows)
        {
            if (rows.Count > 0 || _isReset || !_found.Any(expectation.Selector.Matches)) return;
            var spoke = scenario.Pipeline.Sources.Where(s => _spoke.Contains(s.Name) && metric.From.Contains(s.Name)).ToList();
            if (spoke.Count == 1) Touch(Expiry(metric, spoke[0]));
        }

        private void Count(ScenarioStage stage, string counter, Func<SeriesTable.Row, string> reason)
        {
            foreach (var row in stage.Page.Named(counter).Where(r => r.Value > 0)) Touch(Rejection(reason(row)));
        }

        private void Touch(string item)
        {
            if (meter._items.ContainsKey(item)) meter._items[item] = true;
        }

        private static string? Label(SeriesTable.Row row, string name) => row.Labels.FirstOrDefault(l => l.Key == name).Value;
    }
}
