using System.Reactive.Linq;
using Streams.Across;
using Streams.Events;
using Streams.Grouping;
using Streams.Reducing;
using Streams.Windowing;

namespace Streams.Tests.Composing;

/// <summary>Operators that look at all groups at once.</summary>
internal static class AcrossExtensions
{
    /// <summary>At every read, and only then, the latest values of the living groups, combined step by step (F3, N9).</summary>
    /// <param name="groups">The groups' reductions; of each the latest counts, until the group completes.</param>
    /// <param name="labelNames">The names of the values in the groups' keys.</param>
    /// <param name="steps">How the values are combined; none: each group's own.</param>
    /// <param name="reads">When to look.</param>
    /// <remarks>
    /// One exact pass in the order of the keys, which is kept from read to read and sorted anew only after a group joined or left.
    /// Readings that are no value are skipped; where none is left there is no reading. The list is filled anew at the next read:
    /// keep no reference to it. Hot, on its sources' thread, which must be one; subscribes to each group at once. Ends with
    /// <paramref name="reads"/>; the first error of groups, a group or reads goes on and ends everything.
    /// </remarks>
    /// <exception cref="ArgumentException">A step keeps a label that is not there, or pools what has been combined.</exception>
    internal static IObservable<IReadOnlyList<GroupReading>> Across(
        this IObservable<IGroupedObservable<WorkerKey, Reduction>> groups,
        IReadOnlyList<string> labelNames,
        IReadOnlyList<AcrossStep> steps,
        IObservable<DateTimeOffset> reads)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(labelNames);
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(reads);
        AcrossStage.Compile(labelNames, steps);
        return Observable.Create<IReadOnlyList<GroupReading>>(observer =>
            new AcrossReader(groups, AcrossStage.Compile(labelNames, steps), reads, observer));
    }
}
