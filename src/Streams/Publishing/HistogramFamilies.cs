namespace Streams.Publishing;

/// <summary>The three families that a histogram is on the page.</summary>
internal sealed class HistogramFamilies
{
    private readonly ISeriesFamily _buckets;
    private readonly ISeriesFamily _sum;
    private readonly ISeriesFamily _count;

    internal HistogramFamilies(ISeriesSink sink, SeriesFamily family)
    {
        _buckets = sink.Declare(family with { Name = family.Name + "_bucket", LabelNames = [.. family.LabelNames, "le"] });
        _sum = sink.Declare(family with { Name = family.Name + "_sum" });
        _count = sink.Declare(family with { Name = family.Name + "_count" });
    }

    internal HistogramSeries Create(IReadOnlyList<string> labels) => new(this, labels);

    internal SingleSeries Bucket(IReadOnlyList<string> labels, string bound) => new(_buckets.Create([.. labels, bound]));

    internal SingleSeries Sum(IReadOnlyList<string> labels) => new(_sum.Create(labels));

    internal SingleSeries Count(IReadOnlyList<string> labels) => new(_count.Create(labels));
}
