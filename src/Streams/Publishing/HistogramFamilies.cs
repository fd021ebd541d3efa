using System.Globalization;
using Streams.Across;

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

    internal IShownSeries Create(IReadOnlyList<string> labels) => new Series(this, labels);

    private SingleSeries Bucket(IReadOnlyList<string> labels, string bound) => new(_buckets.Create([.. labels, bound]));

    private static string Text(double bound) => bound.ToString("r", CultureInfo.InvariantCulture);

    /// <summary>One group's series; made with its first reading, which has all of them.</summary>
    private sealed class Series(HistogramFamilies families, IReadOnlyList<string> labels) : IShownSeries
    {
        private readonly SingleSeries _infinite = families.Bucket(labels, "+Inf");
        private readonly SingleSeries _count = new(families._count.Create(labels));
        private readonly SingleSeries _sum = new(families._sum.Create(labels));
        private SingleSeries[] _buckets = [];
        private long[] _cumulative = [];
        private bool _hasSum = true;

        public void Show(in GroupReading reading)
        {
            var histogram = reading.Histogram!;
            if (_buckets.Length == 0) Begin(histogram.Bounds);
            histogram.Cumulative(_cumulative);
            for (var i = 0; i < _buckets.Length; i++) _buckets[i].Show(_cumulative[i]);
            _infinite.Show(histogram.Count);
            _count.Show(histogram.Count);
            ShowSum(histogram.Sum);
        }

        public void Remove()
        {
            foreach (var bucket in _buckets) bucket.Remove();
            _infinite.Remove();
            _count.Remove();
            if (_hasSum) _sum.Remove();
        }

        private void Begin(IReadOnlyList<double> bounds)
        {
            _buckets = [.. bounds.Select(bound => families.Bucket(labels, Text(bound)))];
            _cumulative = new long[bounds.Count];
        }

        // A sum that has overflowed is no value (N8), and stays none.
        private void ShowSum(double sum)
        {
            if (double.IsFinite(sum)) _sum.Show(sum + 0.0);
            else if (_hasSum) _sum.Remove();
            _hasSum = double.IsFinite(sum);
        }
    }
}
