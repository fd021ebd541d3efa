using System.Globalization;
using System.Text;
using Streams.Definition;
using Streams.Definitions.Syntax;
using Streams.Events;
using Streams.Publishing;
using Streams.Scenarios.Definition;

namespace Streams.Scenarios.Running;

/// <summary>Remembers how every series moved and what arrived, to tell how it came to a failure.</summary>
internal sealed class Trace(Scenario scenario) : RunObserver
{
    private const int MostArrivals = 5;
    private const int LongestPayload = 100;
    private readonly Dictionary<string, List<(TimeSpan At, double? Value)>> _timelines = [];
    private readonly Dictionary<string, SeriesTable.Row> _rows = [];
    private readonly List<Arrival> _arrivals = [];
    private readonly List<(SeriesTable.Row Row, double? Value)> _changes = [];
    private SeriesTable? _page;

    public override bool WantsInstants => true;

    public override void OnArrival(TimeSpan instant, ScenarioAction.Arrives what, int time, int index) => _arrivals.Add(new(instant, what, time, index));

    public override void OnInstant(TimeSpan instant, ScenarioStage stage)
    {
        if (_page is null)
        {
            _page = stage.Page;
            foreach (var row in stage.Page.Rows) _changes.Add((row, row.Value));
            stage.Page.Changed = (row, value) => _changes.Add((row, value));
        }

        foreach (var (row, value) in _changes)
        {
            _rows[row.Id] = row;
            if (!_timelines.TryGetValue(row.Id, out var timeline)) _timelines[row.Id] = timeline = [];
            if (timeline.Count > 0 && timeline[^1].At == instant) timeline.RemoveAt(timeline.Count - 1);
            timeline.Add((instant, value));
        }

        _changes.Clear();
    }

    /// <summary>What led to a failure.</summary>
    internal Story Of(Failure failure)
    {
        var row = _rows.Values.Where(failure.Selector.Matches).OrderBy(r => r.Id == failure.Series ? 0 : 1).FirstOrDefault();
        var timeline = row is null ? [] : _timelines[row.Id].Where(change => change.At <= failure.At).ToList();
        return new Story(row?.Id, timeline, [.. ArrivalsOf(failure, row).Select(Text)]);
    }

    private List<Arrival> ArrivalsOf(Failure failure, SeriesTable.Row? row)
    {
        var metric = scenario.Pipeline.Metrics.FirstOrDefault(m => m.Families.Contains(failure.Selector.Name));
        (string Key, string Value)[] keys = [.. (metric?.By ?? [])
            .Select(key => (key, value: failure.Selector[key] ?? row?.Labels.FirstOrDefault(l => l.Key == key).Value))
            .Where(k => k.value is not null).Select(k => (k.key, k.value!))];
        var source = failure.Selector["source"];
        var arrivals = _arrivals.Where(a => a.At <= failure.At
            && (metric is null || metric.From.Contains(NameOf(a)))
            && (metric is not null || source is null || source == NameOf(a))
            && keys.All(k => a.Has(scenario.Pipeline.Sources[a.What.Source].Schema, k.Key, k.Value)));
        return [.. arrivals.TakeLast(MostArrivals)];
    }

    private string NameOf(Arrival arrival) => scenario.Pipeline.Sources[arrival.What.Source].Name;

    private string Text(Arrival arrival)
    {
        var what = arrival.What switch
        {
            ScenarioAction.Events events => Text(scenario.Pipeline.Sources[events.Source], events, arrival),
            ScenarioAction.Garbage garbage => $"{garbage.Bytes} bytes of garbage",
            _ => Preview(arrival.Payload!),
        };
        return $"{DurationText.Of(arrival.At)} {NameOf(arrival)} {what}";
    }

    private static string Text(SourceDefinition source, ScenarioAction.Events events, Arrival arrival)
    {
        var values = events.ValuesOf(arrival.Time)!;
        var parts = source.Schema.Keys.Zip(events.Keys[arrival.Index].Values, (name, value) => $"{name}: {value}")
            .Concat(source.Schema.Fields.Select((name, i) => (name, value: values[i])).Where(f => !double.IsNaN(f.value))
                .Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.name}: {f.value:R}")));
        return "{ " + string.Join(", ", parts) + " }" + (events.Late > TimeSpan.Zero ? $", {DurationText.Of(events.Late)} late" : "");
    }

    private static string Preview(byte[] payload)
    {
        var text = Encoding.UTF8.GetString(payload.AsSpan(0, Math.Min(payload.Length, LongestPayload)));
        if (text.Any(c => char.IsControl(c) || c == '\ufffd')) text = Convert.ToHexString(payload.AsSpan(0, Math.Min(payload.Length, LongestPayload / 2)));
        return payload.Length > LongestPayload ? text + "…" : text;
    }

    private sealed record Arrival(TimeSpan At, ScenarioAction.Arrives What, int Time, int Index)
    {
        internal byte[]? Payload => Message?.Payload;

        private Message? Message => What is ScenarioAction.Messages messages ? messages.All[What.Instants is null ? Index : Time] : null;

        /// <summary>Whether a key of its has a value, as far as can be told without decoding it.</summary>
        internal bool Has(EventSchema schema, string key, string value)
        {
            var at = schema.KeyIndex(key);
            // A key of another source is joined; one that is left out has its default.
            if (at < 0) return true;
            return What switch
            {
                ScenarioAction.Events events => events.Keys[Index].Values[at] == value,
                ScenarioAction.Messages => schema.KeyDefaults.GetValueOrDefault(key) == value || Message!.Subject.Split('.').Contains(value)
                    || Payload.AsSpan().IndexOf(Encoding.UTF8.GetBytes(value)) >= 0,
                _ => true,
            };
        }
    }
}
