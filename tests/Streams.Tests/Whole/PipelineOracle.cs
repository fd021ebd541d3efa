using Streams.Definition;
using Streams.Events;
using Streams.Tests.Support;

namespace Streams.Tests.Whole;

/// <summary>
/// A whole pipeline, the naive way: each metric alone, every event kept in a list, and everything worked out anew from the rules
/// (N1 to N12) whenever the page is read. Shares nothing with the engine but the definitions.
/// </summary>
internal sealed class PipelineOracle(PipelineDefinition pipeline, DateTimeOffset started)
{
    private readonly List<MetricOracle> _metrics = [.. pipeline.Metrics.Select(m => new MetricOracle(m, pipeline, started))];
    private readonly List<(int Source, string Worker, long From, long To)> _beats = [];
    private readonly SortedDictionary<string, double> _counts = new(StringComparer.Ordinal);
    private long _clock = started.UtcTicks;
    private long _expired;
    private long _order;

    /// <summary>An event that arrives; it is stamped at least one tick after whatever came before (L2).</summary>
    internal void Say(int source, long arrival, WorkerKey keys, double[] values, DateTimeOffset? time)
    {
        AdvanceTo(Math.Max(arrival, _clock + 1));
        var e = new Heard(source, keys, values, time?.UtcTicks ?? _clock, _clock, ++_order);
        var verdict = Judge(e);
        var name = pipeline.Sources[source].Name;
        Count($"streams_events_total{{pipeline=\"p\",source=\"{name}\"}}");
        Count(verdict switch
        {
            "accepted" or "late" or "future" => $"streams_events_{verdict}_total{{pipeline=\"p\",source=\"{name}\"}}",
            _ => $"streams_events_rejected_total{{pipeline=\"p\",source=\"{name}\",reason=\"{verdict}\"}}",
        });
        if (verdict == "accepted") foreach (var id in _metrics.SelectMany(m => m.Missed(e))) Count(id);
        if (verdict is not ("accepted" or "late")) return;
        BeatNow(source, keys.Worker);
        foreach (var metric in _metrics) metric.Take(e);
    }

    /// <summary>A worker that beats without an event.</summary>
    internal void Beat(int source, long arrival, string worker)
    {
        AdvanceTo(Math.Max(arrival, _clock + 1));
        BeatNow(source, worker);
    }

    /// <summary>Every series at an instant, with how far from the number it may be.</summary>
    internal SortedDictionary<string, (double Value, double Tolerance)> Read(long instant)
    {
        AdvanceTo(instant);
        var page = new SortedDictionary<string, (double, double)>(StringComparer.Ordinal);
        foreach (var (id, value) in _metrics.SelectMany(m => m.Read(_clock))) page.Add(id, value);
        foreach (var (id, count) in _counts) page.Add(id, (count, 0));
        page.Add("streams_workers{pipeline=\"p\"}", (Workers().Count, 0));
        page.Add("streams_workers_expired_total{pipeline=\"p\"}", (_expired, 0));
        return page;
    }

    private void Count(string id) => _counts[id] = _counts.GetValueOrDefault(id) + 1;

    private string Judge(Heard e)
    {
        var schema = pipeline.Sources[e.Source].Schema;
        if (schema.RequiredFields.Any(field => double.IsNaN(e.Values[schema.FieldIndex(field)]))) return "missing_field";
        var entered = _metrics.Where(m => m.Enters(e)).ToList();
        if (entered.Any(m => m.WouldFall(e))) return "negative";
        if (e.Time > _clock + TimeSpan.FromMinutes(1).Ticks) return "future";
        if (entered.Count > 0 && entered.All(m => m.IsLate(e))) return "late";
        return entered.Any(m => m.WouldExceed(e)) ? "too_many_workers" : "accepted";
    }

    private void BeatNow(int source, string worker)
    {
        var beating = _beats.Where(b => b.Source == source && b.To > _clock).Select(b => b.Worker).ToHashSet();
        if (!beating.Contains(worker) && beating.Count >= pipeline.MaxWorkers) return;
        _beats.Add((source, worker, _clock, _clock + pipeline.Sources[source].Expire.Ticks));
    }

    /// <summary>Ends, instant by instant, what ends at or before one.</summary>
    private void AdvanceTo(long instant)
    {
        var ends = _metrics.SelectMany(m => m.PlainEnds).Concat(_beats.Select(b => b.To)).Where(end => end > _clock && end <= instant).Distinct().Order();
        foreach (var end in ends)
        {
            var before = Workers();
            foreach (var metric in _metrics) metric.EndAt(end, _beats);
            _expired += before.Except(Workers()).Count();
        }

        _clock = instant;
    }

    private HashSet<string> Workers() => [.. _metrics.SelectMany(m => m.Workers).Where(w => w.Length > 0)];

    /// <summary>One event as it was heard.</summary>
    internal sealed record Heard(int Source, WorkerKey Keys, double[] Values, long Time, long Stamp, long Order);
}
