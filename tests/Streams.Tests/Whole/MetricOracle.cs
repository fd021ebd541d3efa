using Streams.Definition;
using Streams.Events;
using Streams.Reducing;
using Streams.Windowing;
using static Streams.Tests.Whole.PipelineOracle;

namespace Streams.Tests.Whole;

/// <summary>One metric of <see cref="PipelineOracle"/>: its groups, each with every event that it listened to.</summary>
internal sealed class MetricOracle(MetricDefinition metric, PipelineDefinition pipeline, DateTimeOffset started)
{
    // A sketch is within 1% of each of its values, which are at most 12; of such numbers at most two are added up.
    private const double RoughTolerance = 0.25;

    private readonly List<Living> _groups = [];
    private readonly List<(Living Group, long Until)> _remembered = [];

    private long Lateness => metric.From.Max(name => Source(name).Lateness.Ticks);

    internal IEnumerable<long> PlainEnds => _groups.Select(g => g.Last + Expire(g.Source));

    internal IEnumerable<string> Workers => _groups.Select(g => g.Key.Worker);

    /// <summary>Whether the event enters the metric: it has the fields that the value needs and satisfies the condition (N1).</summary>
    internal bool Enters(Heard e)
    {
        if (Rank(e.Source) < 0) return false;
        if (metric.Where is { } where && !NaiveCondition.Holds(where, field => ValueOf(e, field), key => e.Keys.Values[pipeline.Sources[e.Source].Schema.KeyIndex(key)])) return false;
        var calls = metric.Value.Calls.ToList();
        var fields = calls.Where(c => c.Field is not null).Select(c => ValueOf(e, c.Field!)).ToList();
        if (fields.Count == 0) return true;
        return calls.All(c => c.Reducer == "last") ? fields.Any(f => !double.IsNaN(f)) : fields.All(f => !double.IsNaN(f));
    }

    internal bool WouldFall(Heard e) =>
        metric.Type == MetricType.Counter && metric.Value.Calls.Any(c => c.Field is not null && ValueOf(e, c.Field) < 0);

    /// <summary>N7: every window that holds the event is closed; an event that enters at its stamp finds the clock there.</summary>
    internal bool IsLate(Heard e) => metric.Over.All(over => !over.IsAll && EndsHolding(over, e.Time).All(end => end + Lateness <= e.Stamp));

    /// <summary>N7: the windows of which it misses one, as they are counted.</summary>
    internal IEnumerable<string> Missed(Heard e) => !Enters(e) ? [] : metric.Over
        .Where(over => !over.IsAll && EndsHolding(over, e.Time).Any(end => end + Lateness <= e.Stamp))
        .Select(over => $"streams_window_late_total{{pipeline=\"p\",metric=\"{metric.Name}\",window=\"{over.Label}\"}}");

    /// <summary>N4.</summary>
    internal bool WouldExceed(Heard e)
    {
        var key = KeyOf(e);
        var others = _groups.Where(g => g.Key.Worker == key.Worker).ToList();
        var begins = others.Count == 0 || (others[0].Source == e.Source && !others.Any(g => g.Key.Equals(key)));
        return begins && !IsLate(e) && _groups.Count >= pipeline.MaxWorkers;
    }

    /// <summary>N3.</summary>
    internal void Take(Heard e)
    {
        if (!Enters(e)) return;
        var key = KeyOf(e);
        var others = _groups.Where(g => g.Key.Worker == key.Worker).ToList();
        if (others.Any(g => Rank(g.Source) < Rank(e.Source))) return;
        var known = others.FirstOrDefault(g => g.Source == e.Source && g.Key.Equals(key));
        if (known is null)
        {
            if (IsLate(e)) return;
            _groups.RemoveAll(g => g.Key.Worker == key.Worker && g.Source != e.Source);
            _remembered.RemoveAll(r => r.Until <= e.Stamp || (r.Group.Key.Worker == key.Worker && r.Group.Source != e.Source));
            known = _remembered.Select(r => r.Group).FirstOrDefault(g => g.Key.Equals(key));
            _remembered.RemoveAll(r => r.Group == known);
            while (known is null && _remembered.Count > 0 && _groups.Count + _remembered.Count >= pipeline.MaxWorkers)
            {
                var longestGone = _remembered.Min(r => r.Until);
                _remembered.RemoveAll(r => r.Until == longestGone);
            }

            _groups.Add(known ??= new Living(key, e.Source, e.Stamp));
        }

        known.Last = e.Stamp;
        known.Events.Add(e);
    }

    /// <summary>Ends the groups whose lease or whose worker's last beat ends at an instant (N3, N12).</summary>
    internal void EndAt(long instant, List<(int Source, string Worker, long From, long To)> beats)
    {
        var over = _groups.Where(g => IsOver(g, instant, beats)).ToList();
        _groups.RemoveAll(over.Contains);
        if (metric.Remember > TimeSpan.Zero) _remembered.AddRange(over.Select(g => (g, instant + metric.Remember.Ticks)));
    }

    private bool IsOver(Living g, long instant, List<(int Source, string Worker, long From, long To)> beats)
    {
        var heard = beats.Where(b => b.Worker == g.Key.Worker && pipeline.Sources[g.Source].Alive.Contains(pipeline.Sources[b.Source].Name)).ToList();
        if (heard.Any(b => b.From < instant && instant < b.To)) return false;
        return heard.Any(b => b.To == instant) || instant >= g.Last + Expire(g.Source);
    }

    internal IEnumerable<(string Id, (double Value, double Tolerance))> Read(long now)
    {
        if (metric.Type == MetricType.Histogram) return _groups.SelectMany(Histogram);
        return ReadNumbers(now);
    }

    private IEnumerable<(string Id, (double Value, double Tolerance))> Histogram(Living group)
    {
        var call = (ValueExpression.Call)metric.Value;
        var values = group.Events.Select(e => ValueOf(e, call.Field!)).ToList();
        var labels = string.Join(',', metric.By.Zip(group.Key.Values, (name, value) => $"{name}=\"{value}\""));
        foreach (var bound in call.Bounds) yield return (Id("_bucket", FormattableString.Invariant($"le=\"{bound}\"")), (values.Count(v => v <= bound), 0));
        yield return (Id("_bucket", "le=\"+Inf\""), (values.Count, 0));
        yield return (Id("_count", ""), (values.Count, 0));
        yield return (Id("_sum", ""), (values.Sum(), 0));
        string Id(string part, string le)
        {
            string[] pairs = [.. new[] { labels, le }.Where(text => text.Length > 0)];
            return metric.Name + part + (pairs.Length == 0 ? "" : $"{{{string.Join(',', pairs)}}}");
        }
    }

    private IEnumerable<(string Id, (double Value, double Tolerance))> ReadNumbers(long now)
    {
        var quantile = metric.Value.Calls.Any(c => c.Reducer == "quantile");
        var windowed = metric.Over.Any(o => !o.IsAll);
        foreach (var over in metric.Over)
        {
            var shown = _groups.Select(g => (g.Key, Events: Shown(g, over, now))).Where(g => g.Events is not null);
            var (names, readings) = NaiveAcross.Combine(metric.By, metric.Across, shown, events => NaiveValue.Of(metric.Value, events, over.Length, ValueOf));
            foreach (var (labels, value) in readings)
            {
                if (!double.IsFinite(value)) continue;
                var pairs = names.Zip(labels, (n, v) => $"{n}=\"{v}\"").Concat(windowed ? [$"window=\"{over.Label}\""] : []).ToList();
                yield return (pairs.Count == 0 ? metric.Name : $"{metric.Name}{{{string.Join(',', pairs)}}}", (value, quantile ? RoughTolerance : Math.Abs(value) * 1e-9));
            }
        }
    }

    /// <summary>The events of the last closed window of a group; of <c>all</c>, all; null where it has not closed any.</summary>
    private List<Heard>? Shown(Living group, Over over, long now)
    {
        if (over.IsAll) return group.Events;
        var sinceEpoch = now - Lateness - DateTimeOffset.UnixEpoch.UtcTicks;
        var end = DateTimeOffset.UnixEpoch.UtcTicks + (sinceEpoch - (((sinceEpoch % over.Every.Ticks) + over.Every.Ticks) % over.Every.Ticks));
        var begin = end - over.Length.Ticks;
        var wasOpen = group.Events.Where(e => end + Lateness > e.Stamp).ToList();
        if (begin < started.UtcTicks || !wasOpen.Any(e => e.Time < end)) return null;
        return [.. wasOpen.Where(e => e.Time >= begin && e.Time < end)];
    }

    private static IEnumerable<long> EndsHolding(Over over, long time)
    {
        var epoch = DateTimeOffset.UnixEpoch.UtcTicks;
        var first = epoch + ((((time - epoch) / over.Every.Ticks) + 1) * over.Every.Ticks);
        for (var end = first; end - over.Length.Ticks <= time; end += over.Every.Ticks) yield return end;
    }

    private int Rank(int source) => metric.From.ToList().IndexOf(pipeline.Sources[source].Name);

    private long Expire(int source) => Math.Max(pipeline.Sources[source].Expire.Ticks, metric.Expire?.Ticks ?? 0);

    private SourceDefinition Source(string name) => pipeline.Sources.Single(s => s.Name == name);

    private WorkerKey KeyOf(Heard e) => new([.. metric.By.Select(name => e.Keys.Values[pipeline.Sources[e.Source].Schema.KeyIndex(name)])]);

    private double ValueOf(Heard e, string field) => pipeline.Sources[e.Source].Schema.FieldIndex(field) is var i and >= 0 ? e.Values[i] : double.NaN;

    private sealed class Living(WorkerKey key, int source, long began)
    {
        internal WorkerKey Key => key;

        internal int Source => source;

        internal long Last { get; set; } = began;

        internal List<Heard> Events { get; } = [];
    }
}
