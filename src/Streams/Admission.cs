using Streams.Decoding;

namespace Streams;

/// <summary>What the lane decides of an event before any metric sees it (N7).</summary>
internal enum Verdict
{
    Accepted,
    Negative,
    Future,
    Late,
    TooManyWorkers,
}

/// <summary>Gives each event its one verdict: the first that holds (N7). Judging changes nothing.</summary>
internal sealed class Admission
{
    private static readonly long FutureTicks = TimeSpan.FromMinutes(1).Ticks;

    private readonly MetricPlan[][] _bySource;
    private readonly WindowMisses _misses;

    internal Admission(IReadOnlyList<MetricPlan> metrics, int sources, WindowMisses misses)
    {
        _bySource = [.. Enumerable.Range(0, sources).Select(source => metrics.Where(m => m.ListensTo(source)).ToArray())];
        _misses = misses;
    }

    /// <summary>The metric whose cap the last event would have exceeded.</summary>
    internal MetricPlan? Exceeded { get; private set; }

    internal Verdict Judge(Event e, long clockTicks)
    {
        var isFuture = e.TimeTicks > clockTicks + FutureTicks;
        var isNegative = false;
        var entered = 0;
        var late = 0;
        Exceeded = null;
        foreach (var metric in _bySource[e.Source])
        {
            if (!metric.Enters(e)) continue;
            entered++;
            isNegative |= metric.IsNegative(e);
            if (metric.IsLate(e)) late++;
            if (Exceeded is null && metric.Leases.WouldExceed(e)) Exceeded = metric;
        }

        if (isNegative) return Verdict.Negative;
        if (isFuture) return Verdict.Future;
        if (entered > 0 && late == entered) return Verdict.Late;
        return Exceeded is null ? Verdict.Accepted : Verdict.TooManyWorkers;
    }

    /// <summary>Counts the windows that an accepted event misses.</summary>
    internal void CountMisses(Event e, long clockTicks)
    {
        if (e.TimeTicks >= clockTicks) return;
        foreach (var metric in _bySource[e.Source])
        {
            if (metric.Enters(e)) metric.CountMisses(e, _misses);
        }
    }
}
