using Streams.Grouping;

namespace Streams.Publishing;

/// <summary>The current value of a group, or of several combined.</summary>
/// <param name="Key">The values of its labels.</param>
/// <param name="Value">Finite.</param>
public readonly record struct GroupReading(WorkerKey Key, double Value);
