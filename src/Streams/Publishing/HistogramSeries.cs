using System.Globalization;
using Streams.Reducing;

namespace Streams.Publishing;

/// <summary>One group's series of a histogram; made with its first reading, which has all of them.</summary>
internal sealed class HistogramSeries(HistogramFamilies families, IReadOnlyList<string> labels)
{
    private readonly SingleSeries _infinite = families.Bucket(labels, "+Inf");
    private readonly SingleSeries _count = families.Count(labels);
    private readonly SingleSeries _sum = families.Sum(labels);
    private SingleSeries[] _buckets = [];
    private long[] _cumulative = [];
    private bool _hasSum = true;

    /// <summary>Shows a reading.</summary>
    internal void Show(Histogram histogram)
    {
        if (_buckets.Length == 0) Begin(histogram.Bounds);
        histogram.Cumulative(_cumulative);
        for (var i = 0; i < _buckets.Length; i++) _buckets[i].Show(_cumulative[i]);
        _infinite.Show(histogram.Count);
        _count.Show(histogram.Count);
        ShowSum(histogram.Sum);
    }

    /// <summary>Takes everything from the page; it is not used again.</summary>
    internal void Remove()
    {
        foreach (var bucket in _buckets) bucket.Remove();
        _infinite.Remove();
        _count.Remove();
        if (_hasSum) _sum.Remove();
    }

    private static string Text(double bound) => bound.ToString("r", CultureInfo.InvariantCulture);

    private void Begin(IReadOnlyList<double> bounds)
    {
        _cumulative = new long[bounds.Count];
        _buckets = [.. bounds.Select(bound => families.Bucket(labels, Text(bound)))];
    }

    // A sum that has overflowed is no value (N8), and stays none.
    private void ShowSum(double sum)
    {
        if (double.IsFinite(sum)) _sum.Show(sum + 0.0);
        else if (_hasSum) _sum.Remove();
        _hasSum = double.IsFinite(sum);
    }
}
