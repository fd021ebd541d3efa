using System.Collections.Immutable;
using Streams.Events;

namespace Streams.Publishing;

/// <summary>Rows as they are shown.</summary>
/// <param name="Keys">Their label values, in order.</param>
/// <param name="Values">The value of each; NaN where it is not on the page.</param>
public sealed record ShownRows(ImmutableArray<WorkerKey> Keys, ReadOnlyMemory<double> Values)
{
    /// <summary>None.</summary>
    public static ShownRows None { get; } = new([], default);
}
