using Prometheus;
using Streams.Publishing;

namespace Streams.Prometheus;

/// <summary>A gauge's series: one child of prometheus-net, kept, since looking it up costs twenty times more than setting it.</summary>
internal sealed class GaugeSeries(Gauge gauge, string[] labels) : ISeries
{
    // Unpublished until its first value.
    private readonly Gauge.Child _child = gauge.WithLabels(labels);

    public void Set(double value) => _child.Set(SeriesValue.Checked(value, gauge.Name));

    public void Remove() => _child.Remove();
}
