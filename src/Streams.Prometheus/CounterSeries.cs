using Prometheus;
using Streams.Publishing;

namespace Streams.Prometheus;

/// <summary>A counter's series: one child of prometheus-net, and a new one when the count starts anew.</summary>
internal sealed class CounterSeries(Counter counter, string[] labels) : ISeries
{
    // Unpublished until its first value.
    private Counter.Child _child = counter.WithLabels(labels);

    public void Set(double value)
    {
        value = SeriesValue.Checked(value, counter.Name);
        if (value < 0) throw SeriesValue.Negative(value, counter.Name);
        if (value < _child.Value)
        {
            // prometheus-net's counters never fall. A lower value is a group that began again; Prometheus reads it as a reset.
            _child.Remove();
            _child = counter.WithLabels(labels);
        }

        _child.IncTo(value);
    }

    public void Remove() => _child.Remove();
}
