using System.Globalization;
using Streams.Publishing;

namespace Streams.Prometheus;

/// <summary>One line of a histogram: a bucket, the sum or the count of one label set. On the page from its first value until it is removed.</summary>
/// <param name="family">The histogram.</param>
/// <param name="labels">Its labels as they are written, without <c>le</c>.</param>
/// <param name="part">The end of the line's name: <c>_bucket</c>, <c>_count</c> or <c>_sum</c>; they order the lines.</param>
/// <param name="bound">The text of a bucket's label <c>le</c>; empty of the others.</param>
internal sealed class HistogramLine(HistogramFamily family, string labels, string part, string bound) : ISeries, IComparable<HistogramLine>
{
    private readonly double _bound = bound switch
    {
        "" => 0,
        "+Inf" => double.PositiveInfinity,
        _ => double.Parse(bound, CultureInfo.InvariantCulture),
    };

    private bool _isThere;

    internal string Labels => labels;

    internal string Part => part;

    internal string Bound => bound;

    internal double Value { get; private set; }

    public void Set(double value)
    {
        Value = SeriesValue.Checked(value, family.Name + part);
        if (_isThere) return;
        _isThere = true;
        family.Add(this);
    }

    public void Remove()
    {
        if (_isThere) family.Remove(this);
        _isThere = false;
    }

    public int CompareTo(HistogramLine? other) => (part, _bound).CompareTo((other!.Part, other._bound));
}
