using Streams.Across;
using Streams.Definition;
using Streams.Windowing;

namespace Streams.Planning;

/// <summary>What one window of a metric shows from a read on; the lists are used again at the next one.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Window">One of its windows.</param>
/// <param name="Readings">All of them, in the order of their keys.</param>
/// <param name="Changed">The positions of the readings that may differ from the last read's, where the others stand as they stood; null where any may differ.</param>
internal sealed record WindowReadings(MetricDefinition Metric, Over Window, IReadOnlyList<GroupReading> Readings, IReadOnlyList<int>? Changed = null);
