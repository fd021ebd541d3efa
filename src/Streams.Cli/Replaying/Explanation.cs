using System.Globalization;
using System.Text;
using System.Text.Json;
using Streams.Across;
using Streams.Cli.Tapping;
using Streams.Definition;
using Streams.Events;
using Streams.Lane;
using Streams.Planning;
using Streams.Publishing;
using Streams.Recording;
using Streams.Reducing;
using Streams.Replaying;

namespace Streams.Cli.Replaying;

/// <summary>Tells what makes a number: its groups with their windows, last events and leases.</summary>
/// <remarks>
/// The engine itself is asked: metrics beside the one in question show each group's value, its count of events, and what each reducer in its value gives;
/// and letting time pass without a message shows when each lease ends.
/// </remarks>
internal sealed class Explanation : LaneTap
{
    private const string Values = "streams_explained_value";
    private const string Counts = "streams_explained_count";
    private const string Part = "streams_explained_part";
    private const int MostSteps = 200_000;

    private readonly MetricDefinition _metric;
    private readonly Dictionary<string, Seen> _lastOfGroup = [];
    private readonly Dictionary<(string Worker, string Source), Seen> _lastOfWorker = [];
    private readonly string? _worker;

    /// <summary>The reducers of the value, where there are several: of a ratio what is above and below.</summary>
    private readonly ValueExpression.Call[] _parts;
    private (DateTimeOffset At, string Source, string Reason)? _lastRejection;

    internal Explanation(PipelineDefinition pipeline, string metric, string? worker)
    {
        _metric = pipeline.Metrics.FirstOrDefault(m => m.Name == metric)
            ?? throw CommandLine.CommandException.Usage($"--explain: the pipeline has no metric {metric}; "
                + $"{Definitions.Syntax.Nearest.Advice(metric, pipeline.Metrics.Select(m => m.Name))}");
        _worker = worker;
        _parts = [.. _metric.Value.Calls.Distinct()];
        if (_metric.Value is ValueExpression.Call || _metric.Value.OneFieldIsEnough) _parts = [];
        var shown = _metric with { Type = MetricType.Gauge, Across = [] };
        Pipeline = pipeline with
        {
            Metrics = [.. pipeline.Metrics, shown with { Name = Values, Value = IsHistogram ? Count() : _metric.Value },
                shown with { Name = Counts, Value = Count() }, .. _parts.Select((part, i) => shown with { Name = Part + i, Value = Alone(part) })],
        };
    }

    /// <summary>The pipeline to be replayed.</summary>
    internal PipelineDefinition Pipeline { get; }

    private bool IsHistogram => _metric.Value is ValueExpression.Call { Bounds.Count: > 0 };

    /// <summary>Counts the events that enter the metric: those that have all of its fields.</summary>
    private ValueExpression Count()
    {
        string?[] fields = [.. _metric.Value.Calls.Select(c => c.Field).Distinct()];
        // Where one field of several is enough, a sum of counts would ask for all.
        if (fields.Length != 1 && _metric.Value.OneFieldIsEnough) return _metric.Value;
        var sum = fields.Select(f => (ValueExpression)new ValueExpression.Call("count", f))
            .Aggregate((left, right) => new ValueExpression.Binary('+', left, right));
        return fields.Length == 1 ? sum : new ValueExpression.Binary('/', sum, new ValueExpression.Number(fields.Length));
    }

    /// <summary>A part of the value, of the same events: those that have all of its fields.</summary>
    private ValueExpression Alone(ValueExpression.Call part) => _metric.Value.Calls.Select(c => c.Field).Distinct().Where(field => field != part.Field)
        .Aggregate((ValueExpression)part, (sum, field) =>
            new ValueExpression.Binary('+', sum, new ValueExpression.Binary('*', new ValueExpression.Number(0), new ValueExpression.Call("count", field))));

    public override void OnEvent(DateTimeOffset stamp, SourceDefinition source, Event e, string verdict)
    {
        if (!_metric.From.Contains(source.Name)) return;
        var seen = new Seen(stamp, source.Name, verdict, Text(source, e));
        _lastOfGroup[string.Join(',', _metric.By.Select(key => e.Keys.Values[source.Schema.KeyIndex(key)]))] = seen;
        if (e.Keys.Values.Count > 0) _lastOfWorker[(e.Keys.Worker, source.Name)] = seen;
    }

    public override void OnRejected(DateTimeOffset stamp, SourceDefinition source, string reason, ReadOnlySpan<byte> rest)
    {
        if (_worker is not null && _metric.From.Contains(source.Name) && rest.IndexOf(Encoding.UTF8.GetBytes(_worker)) >= 0)
        {
            _lastRejection = (stamp, source.Name, reason);
        }
    }

    /// <summary>Writes it, when the replay stands at the instant and its page is read.</summary>
    internal void Write(TextWriter to, Replay replay, SeriesTable page, DateTimeOffset at)
    {
        to.WriteLine($"{_metric.Name} at {RecordStamp.Format(at)}");
        var own = page.Rows.Where(r => r.Family.Name == _metric.Name
            || (IsHistogram && r.Family.Name.StartsWith(_metric.Name + "_", StringComparison.Ordinal))).Select(r => $"  {r.Id} {Number(r.Value)}").ToArray();
        to.WriteLine(own.Length == 0 ? "  absent: it has no value" : string.Join('\n', own));
        to.WriteLine($"sources, by precedence: {string.Join(", ", _metric.From.Select(name => Lease(name)))}");
        if (_metric.Remember > TimeSpan.Zero)
        {
            to.WriteLine($"for {Definitions.Syntax.DurationParser.Format(_metric.Remember)} after its lease what a group has accumulated is kept, "
                + "and goes on where it returns");
        }

        if (Own(page, "streams_lane_stalls_total") is > 0 and var stalls)
        {
            to.WriteLine($"the lane was absent {Number(stalls)} {(stalls == 1 ? "time" : "times")}, "
                + $"for {Number(Own(page, "streams_lane_stalled_seconds_total"))} s: leases that ran then are longer by as much and a second");
        }

        var groups = page.Rows.Where(r => r.Family.Name == Counts)
            // What a row holds changes when time passes.
            .Select(r => (Row: r, Key: KeyOf(r), Events: r.Value, Value: page[r.Id.Replace(Counts, Values, StringComparison.Ordinal)])).ToArray();
        var mine = groups.Where(g => _worker is null || g.Key.Split(',')[0] == _worker).ToArray();
        // Before time passes, which changes what the page holds.
        var parts = mine.ToDictionary(
            g => g.Row.Id, g => _parts.Select((_, i) => page[g.Row.Id.Replace(Counts, Part + i, StringComparison.Ordinal)]).ToArray());
        var pools = Pools([.. groups.Select(g => g.Row)], page);
        var ends = Ends(replay, page, [.. mine.Select(g => g.Row.Id)]);
        to.WriteLine($"{(_worker is null ? "" : $"{mine.Length} of ")}{groups.Length} {(groups.Length == 1 ? "group" : "groups")}"
            + $"{(_metric.Over.Any(o => !o.IsAll) ? " and closed windows" : "")}:");
        string[] labels = [.. _metric.By, .. groups.Any(g => g.Row.Labels.Any(l => l.Key == "window")) ? ["window"] : Array.Empty<string>()];
        var table = new TextTable([.. labels, ">value", .. _parts.Select(p => ">" + Text(p)), ">events", "leaves if nothing more comes", "last event"]);
        foreach (var (row, key, events, value) in mine)
        {
            table.Add([
                .. labels.Select(label => row.Labels.LastOrDefault(l => l.Key == label).Value ?? ""),
                value is { } v ? Number(v) : "none",
                .. parts[row.Id].Select(p => p is { } there ? Number(there) : "none"),
                Number(events),
                ends.TryGetValue(row.Id, out var end) ? RecordStamp.Format(end) : "stays while it is alive elsewhere",
                _lastOfGroup.TryGetValue(key, out var seen) ? $"{RecordStamp.Format(seen.At)} {seen.Source}, {seen.Verdict}: {seen.Fields}" : "",
            ]);
        }

        table.Write(to);
        foreach (var pool in pools) to.WriteLine(pool);
        if (_worker is not null) WriteWorker(to, mine.Length > 0);
    }

    /// <summary>Of a metric that pools its groups, what is added up over all of them.</summary>
    private string[] Pools(IReadOnlyList<SeriesTable.Row> groups, SeriesTable page)
    {
        if (_parts.Length == 0 || !_metric.Across.Any(step => step.Kind == AcrossKind.Pool)) return [];
        return [.. groups.GroupBy(row => string.Join(' ', row.Labels.Where(l => !_metric.By.Contains(l.Key)).Select(l => $"{l.Key}={l.Value}")))
            .Select(pool => $"pooled over {pool.Count()} of them{(pool.Key.Length > 0 ? ", " + pool.Key : "")}: " + string.Join(", ", _parts.Select((part, i) =>
                $"{Text(part)} {Number(pool.Sum(row => page[row.Id.Replace(Counts, Part + i, StringComparison.Ordinal)] ?? 0))}")))];
    }

    private static string Text(ValueExpression.Call call) =>
        $"{call.Reducer}({(call.Argument is { } argument ? Number(argument) + ", " : "")}{call.Field})";

    private void WriteWorker(TextWriter to, bool isIn)
    {
        if (isIn)
        {
            to.WriteLine($"worker {_worker} is in it");
            return;
        }

        to.WriteLine($"worker {_worker} is not in it:");
        foreach (var name in _metric.From)
        {
            to.WriteLine(_lastOfWorker.TryGetValue((_worker!, name), out var seen)
                ? $"  {name}: its last event, {seen.Verdict}, came at {RecordStamp.Format(seen.At)}: {seen.Fields}; a lease there is {Lease(name)}"
                : $"  {name}: no event names it");
        }

        if (_lastRejection is { } rejection)
        {
            to.WriteLine($"  {rejection.Source}: a message that names it was rejected, {rejection.Reason}, at {RecordStamp.Format(rejection.At)}");
        }
    }

    /// <summary>When each series leaves, if no message comes any more.</summary>
    private static Dictionary<string, DateTimeOffset> Ends(Replay replay, SeriesTable page, IReadOnlyList<string> series)
    {
        var ends = new Dictionary<string, DateTimeOffset>();
        for (var step = 0; step < MostSteps && ends.Count < series.Count && replay.NextDue is { } due; step++)
        {
            replay.LetPass(due);
            replay.Read();
            foreach (var id in series)
            {
                if (page[id] is null) ends.TryAdd(id, due);
            }
        }

        return ends;
    }

    private string Lease(string source)
    {
        var definition = Pipeline.Sources.Single(s => s.Name == source);
        var expire = _metric.Expire > definition.Expire ? _metric.Expire.Value : definition.Expire;
        var alive = definition.Alive.Count > 0 ? ", or alive on " + string.Join(" or ", definition.Alive) : "";
        return $"{source} ({Definitions.Syntax.DurationParser.Format(expire)}{alive})";
    }

    private static double Own(SeriesTable page, string name) => page.Named(name).Sum(row => row.Value);

    private string KeyOf(SeriesTable.Row row) => string.Join(',', _metric.By.Select(key => row.Labels.Last(l => l.Key == key).Value));

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(SourceDefinition source, Event e)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            TapOutput.WriteEvent(json, source, e);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    private sealed record Seen(DateTimeOffset At, string Source, string Verdict, string Fields);
}
