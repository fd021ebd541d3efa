using Streams.Definition;
using Streams.Events;
using Streams.Grouping;

namespace Streams.Planning;

/// <summary>Gives each event its verdict, the first that holds (N7), and finds the plans that it enters, once for all later steps.</summary>
internal sealed class Admission
{
    private static readonly long FutureTicks = TimeSpan.FromMinutes(1).Ticks;

    private readonly PlanContext _context;
    private readonly IReadOnlyList<GroupPlan> _plans;
    private readonly int[][] _bySource;
    private readonly bool[] _rejectsWithoutFields;
    private readonly Beats?[] _vouching;
    private readonly WindowMisses _misses;
    private readonly KnownEntries?[] _known;
    private readonly int[] _judged;
    private int[] _entered;
    private int _count;
    private long _roomSeen = -1;
    private bool _hasRoom;

    internal Admission(IReadOnlyList<GroupPlan> plans, IReadOnlyList<SourceDefinition> sources, WindowMisses misses, PlanContext context)
    {
        _context = context;
        _plans = plans;
        _bySource = [.. sources.Select((_, source) => Enumerable.Range(0, plans.Count).Where(i => plans[i].ListensTo(source)).ToArray())];
        _rejectsWithoutFields = [.. sources.Select((source, i) => source.RejectsEventsWithoutFields && _bySource[i].Length > 0)];
        _vouching = context.VouchingBySource;
        _misses = misses;
        _known = [.. sources.Select((_, source) => KnownEntries.Of(source, [.. _bySource[source].Select(i => plans[i])]))];
        _entered = _judged = new int[plans.Count];
    }

    /// <summary>The verdict on the last event.</summary>
    internal Verdict Verdict { get; private set; }

    /// <summary>The first plan whose cap the last event would have exceeded.</summary>
    internal GroupPlan? Exceeded { get; private set; }

    /// <summary>The positions of the plans that the last event enters.</summary>
    internal ReadOnlySpan<int> Entered(in Event e) => _entered.AsSpan(0, _count);

    /// <summary>Judges an event; returns whether it goes on. A late one does: it renews leases but enters no window (N3).</summary>
    internal bool Admits(Event e)
    {
        Verdict = Judge(in e, _context.Clock.Ticks);
        if (Verdict is Verdict.Accepted && e.TimeTicks < _context.Clock.Ticks) CountMisses(e.TimeTicks);
        return Verdict is Verdict.Accepted or Verdict.Late;
    }

    private Verdict Judge(in Event e, long clockTicks)
    {
        // What is not late, meets no cap and has no number that is refused enters by its fields alone.
        if (_known[e.Source] is not { } known || e.TimeTicks < clockTicks || !HasRoom() || !known.TryFields(in e, out var fields))
        {
            return JudgeInFull(in e, clockTicks);
        }
        if (known.Find(fields) is not { } entered)
        {
            var verdict = JudgeInFull(in e, clockTicks);
            known.Learn(fields, Entered(in e));
            return verdict;
        }

        if (entered.Length == 0) return JudgeInFull(in e, clockTicks);
        (_entered, _count) = (entered, entered.Length);
        Exceeded = null;
        if (e.TimeTicks > clockTicks + FutureTicks) return Verdict.Future;
        if (!IsWelcome(in e, clockTicks)) Exceeded = _plans[entered[0]];
        return Exceeded is null ? Verdict.Accepted : Verdict.TooManyWorkers;
    }

    /// <summary>Whether no plan need look who may begin a group.</summary>
    private bool HasRoom()
    {
        if (_roomSeen == _context.Budget.Version) return _hasRoom;
        _roomSeen = _context.Budget.Version;
        return _hasRoom = _plans.All(plan => !plan.Query.Live.IsCrowded);
    }

    /// <summary>The same for any event, plan by plan.</summary>
    private Verdict JudgeInFull(in Event e, long clockTicks)
    {
        var isFuture = e.TimeTicks > clockTicks + FutureTicks;
        var summands = Verdict.Accepted;
        var late = 0;
        (_entered, _count) = (_judged, 0);
        Exceeded = null;
        foreach (var i in _bySource[e.Source])
        {
            var plan = _plans[i];
            if (!plan.Enters(in e)) continue;
            _judged[_count++] = i;
            var by = plan.JudgeSummands(in e);
            if (by != Verdict.Accepted && summands != Verdict.Negative) summands = by;
            if (plan.IsLate(e.TimeTicks)) late++;
            if (Exceeded is null && plan.Query.Live.Refuses(in e, clockTicks)) Exceeded = plan;
        }

        if (_count == 0 && _rejectsWithoutFields[e.Source] && !HasFieldsOfAny(e)) return Verdict.MissingField;
        if (summands != Verdict.Accepted) return summands;
        if (isFuture) return Verdict.Future;
        if (_count > 0 && late == _count) return Verdict.Late;
        if (Exceeded is null && _count > 0 && !IsWelcome(in e, clockTicks)) Exceeded = _plans[_judged[0]];
        return Exceeded is null ? Verdict.Accepted : Verdict.TooManyWorkers;
    }

    /// <summary>Whether a source that vouches may bring its worker in now (N4): one that it or another vouches for already, or one more.</summary>
    private bool IsWelcome(in Event e, long clockTicks) =>
        _vouching[e.Source] is not { } own || own.Admits(e.Keys, clockTicks) || _context.IsVouchedFor(e.Keys.Worker);

    /// <summary>Counts the windows that an accepted event misses.</summary>
    private void CountMisses(long timeTicks)
    {
        foreach (var i in _entered.AsSpan(0, _count)) _plans[i].CountMisses(timeTicks, _misses);
    }

    private bool HasFieldsOfAny(in Event e)
    {
        foreach (var i in _bySource[e.Source])
        {
            if (_plans[i].HasFields(in e)) return true;
        }

        return false;
    }
}
