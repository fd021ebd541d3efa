using Streams.Windowing;

namespace Streams.Publishing;

/// <summary>What one window of a metric shows from a read on; the list is used again at the next one.</summary>
internal sealed record WindowReadings(MetricDefinition Metric, Over Window, IReadOnlyList<GroupReading> Readings);
