using Streams.Publishing;

namespace Streams.Prometheus;

/// <summary>One pipeline's share of a family: its constant labels before those of each series.</summary>
internal sealed class PrometheusFamily(SeriesFamily family, string[] constants, Func<string[], ISeries> create) : ISeriesFamily
{
    public ISeries Create(IReadOnlyList<string> labelValues)
    {
        ArgumentNullException.ThrowIfNull(labelValues);
        if (labelValues.Count != family.LabelNames.Count)
        {
            throw new ArgumentException(
                $"metric {family.Name} has {family.LabelNames.Count} labels, but {labelValues.Count} values were given", nameof(labelValues));
        }

        return create([.. constants, .. labelValues]);
    }
}
