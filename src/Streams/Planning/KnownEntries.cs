using System.Runtime.InteropServices;
using Streams.Events;

namespace Streams.Planning;

/// <summary>Which plans the events of one source enter, by the fields that they have: judged in full once for each such choice, and remembered.</summary>
/// <remarks>
/// Events of a source have the same few choices of fields, mostly one. What enters a plan depends on nothing else where no condition is asked, so one
/// comparison a field answers for all plans, and for the numbers that are added up as well. <see cref="Admission"/> judges in full what is not known, and
/// every event with a number that could not be added up. Of eight plans that forward passes enter this leaves a sixth of the time.
/// </remarks>
internal sealed class KnownEntries
{
    /// <summary>Choices that are remembered; a source that has more is judged in full.</summary>
    private const int Most = 16;

    private readonly Bound[] _bounds;
    private readonly List<Known> _known = [];

    private KnownEntries(Bound[] bounds) => _bounds = bounds;

    /// <summary>What can be remembered of a source; null where a condition or the number of fields forbids it.</summary>
    internal static KnownEntries? Of(int source, IReadOnlyList<GroupPlan> plans)
    {
        if (plans.Any(plan => plan.HasCondition)) return null;
        var summands = plans.SelectMany(plan => plan.SummandsOf(source)).ToLookup(summand => summand.Field);
        Bound[] bounds = [.. plans.SelectMany(plan => plan.NeededOf(source)).Concat(summands.Select(same => same.Key)).Distinct().Order()
            .Select(field => summands.Contains(field) ? new Bound(field, summands[field].Max(s => s.Least), summands[field].Min(s => s.Most))
                : new Bound(field, double.NegativeInfinity, double.PositiveInfinity))];
        return bounds.Length > 64 ? null : new KnownEntries(bounds);
    }

    /// <summary>The fields that an event has, a bit for each; false where a number is none that every plan takes.</summary>
    internal bool TryFields(in Event e, out ulong fields)
    {
        fields = 0;
        for (var i = 0; i < _bounds.Length; i++)
        {
            ref readonly var bound = ref _bounds[i];
            var value = e[bound.Field];
            if (value >= bound.Least && value <= bound.Most) fields |= 1UL << i;
            else if (!double.IsNaN(value)) return false;
        }

        return true;
    }

    /// <summary>The positions of the plans that events with these fields enter; null where that is not known.</summary>
    internal int[]? Find(ulong fields)
    {
        foreach (ref readonly var known in CollectionsMarshal.AsSpan(_known))
        {
            if (known.Fields == fields) return known.Entered;
        }

        return null;
    }

    /// <summary>Remembers which plans an event with these fields has entered.</summary>
    internal void Learn(ulong fields, ReadOnlySpan<int> entered)
    {
        if (_known.Count < Most) _known.Add(new Known(fields, entered.ToArray()));
    }

    private readonly record struct Bound(int Field, double Least, double Most);

    private readonly record struct Known(ulong Fields, int[] Entered);
}
