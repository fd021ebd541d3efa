using Streams.Across;
using Streams.Definition;
using Streams.Events;
using Streams.Reducing;
using Streams.Windowing;

namespace Streams.Planning;

/// <summary>What one window of a metric shows from a read on, in the order of the keys.</summary>
/// <remarks>Reused at the next read: copy the spans to keep them. Belongs to the lane's thread.</remarks>
public sealed class WindowReadings
{
    private readonly AcrossReadings _readings;
    private readonly IAcrossInputs _groups;
    private readonly List<int> _changed = [];

    internal WindowReadings(MetricDefinition metric, Over window, AcrossReadings readings, IAcrossInputs groups)
    {
        Metric = metric;
        Window = window;
        _readings = readings;
        _groups = groups;
    }

    /// <summary>The metric.</summary>
    public MetricDefinition Metric { get; }

    /// <summary>One of its windows.</summary>
    public Over Window { get; }

    /// <summary>The label values of every series, in order.</summary>
    public ReadOnlySpan<WorkerKey> Keys => _readings.Keys;

    /// <summary>The value of every series; NaN if it has none and is not shown (N8).</summary>
    public ReadOnlySpan<double> Values => _readings.Values;

    /// <summary>Whether the keys are those of the last read, and so are the values but for those at <see cref="Changed"/>.</summary>
    public bool IsChange { get; internal set; }

    /// <summary>The positions of the values that may differ from the last read's, where it <see cref="IsChange"/>.</summary>
    public IReadOnlyList<int> Changed => _changed;

    /// <summary>Another array where the keys are others.</summary>
    internal WorkerKey[] KeyArray => _readings.Keys;

    internal List<int> ChangedList => _changed;

    /// <summary>The histogram behind the value at a position; null if the metric is not one.</summary>
    public Histogram? HistogramAt(int position) => _readings.AreOwn ? _groups.Histogram(position) : null;

    /// <summary>The reading at a position.</summary>
    internal GroupReading this[int position] => new(Keys[position], Values[position], HistogramAt(position));
}
