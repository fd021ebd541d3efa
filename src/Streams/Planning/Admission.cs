using Streams.Definition;
using Streams.Events;

namespace Streams.Planning;

/// <summary>What the lane decides of an event before any metric sees it (N7).</summary>
internal enum Verdict
{
    Accepted,
    MissingField,
    Negative,
    Future,
    Late,
    TooManyWorkers,
}

/// <summary>Gives each event its one verdict: the first that holds (N7). Judging changes nothing.</summary>
internal sealed class Admission
{
    private static readonly long FutureTicks = TimeSpan.FromMinutes(1).Ticks;

    private readonly GroupPlan[][] _bySource;
    private readonly bool[] _requiresFields;
    private readonly WindowMisses _misses;

    internal Admission(IReadOnlyList<GroupPlan> groups, IReadOnlyList<SourceDefinition> sources, WindowMisses misses)
    {
        _bySource = [.. sources.Select((_, source) => groups.Where(g => g.ListensTo(source)).ToArray())];
        _requiresFields = [.. sources.Select((source, i) => source.RequiresFields && _bySource[i].Length > 0)];
        _misses = misses;
    }

    /// <summary>The first metrics whose cap the last event would have exceeded.</summary>
    internal GroupPlan? Exceeded { get; private set; }

    internal Verdict Judge(in Event e, long clockTicks)
    {
        var isFuture = e.TimeTicks > clockTicks + FutureTicks;
        var isNegative = false;
        var entered = 0;
        var late = 0;
        Exceeded = null;
        foreach (var group in _bySource[e.Source])
        {
            if (!group.Enters(e)) continue;
            entered++;
            isNegative |= group.IsNegative(in e);
            if (group.IsLate(e.TimeTicks)) late++;
            if (Exceeded is null && group.Leases.WouldExceed(in e)) Exceeded = group;
        }

        if (entered == 0 && _requiresFields[e.Source] && !HasFieldsOfAny(e)) return Verdict.MissingField;
        if (isNegative) return Verdict.Negative;
        if (isFuture) return Verdict.Future;
        if (entered > 0 && late == entered) return Verdict.Late;
        return Exceeded is null ? Verdict.Accepted : Verdict.TooManyWorkers;
    }

    /// <summary>Counts the windows that an accepted event misses.</summary>
    internal void CountMisses(in Event e, long clockTicks)
    {
        if (e.TimeTicks >= clockTicks) return;
        foreach (var group in _bySource[e.Source])
        {
            if (group.Enters(e)) group.CountMisses(e.TimeTicks, _misses);
        }
    }

    private bool HasFieldsOfAny(in Event e)
    {
        foreach (var group in _bySource[e.Source])
        {
            if (group.HasFields(in e)) return true;
        }

        return false;
    }
}
