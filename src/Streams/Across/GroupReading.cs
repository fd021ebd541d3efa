using Streams.Events;
using Streams.Reducing;

namespace Streams.Across;

/// <summary>The current value of a group, or of several combined.</summary>
/// <param name="Key">The values of its labels.</param>
/// <param name="Value">Finite.</param>
/// <param name="Histogram">The histogram behind the value; null if the metric is not one.</param>
public readonly record struct GroupReading(WorkerKey Key, double Value, Histogram? Histogram = null);
