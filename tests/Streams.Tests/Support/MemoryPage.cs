using System.Globalization;
using Streams.Publishing;

namespace Streams.Tests.Support;

/// <summary>A page as a dictionary: <c>name{label="value"}</c> to its number.</summary>
internal sealed class MemoryPage : ISeriesSink
{
    private readonly SortedDictionary<string, double> _series = new(StringComparer.Ordinal);

    internal IReadOnlyDictionary<string, double> Series => _series;

    /// <summary>The value of a series; null when it is not on the page.</summary>
    internal double? this[string series] => _series.TryGetValue(series, out var value) ? value : null;

    /// <summary>The lines of a pipeline's own metrics, without the daemon's.</summary>
    internal string Lines => string.Join('\n', _series
        .Where(s => !s.Key.StartsWith("streams_", StringComparison.Ordinal))
        .Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key} {s.Value}")));

    public ISeriesFamily Declare(SeriesFamily family) => new Family(this, family);

    private sealed class Family(MemoryPage page, SeriesFamily family) : ISeriesFamily
    {
        public ISeries Create(IReadOnlyList<string> labelValues)
        {
            var labels = family.ConstantLabels.Select(l => (l.Key, l.Value))
                .Concat(family.LabelNames.Zip(labelValues))
                .Select(l => $"{l.Item1}=\"{l.Item2}\"");
            var text = string.Join(',', labels);
            return new Line(page, text.Length == 0 ? family.Name : $"{family.Name}{{{text}}}");
        }
    }

    private sealed class Line(MemoryPage page, string name) : ISeries
    {
        public void Set(double value)
        {
            Assert.True(double.IsFinite(value), name);
            page._series[name] = value;
        }

        public void Remove() => page._series.Remove(name);
    }
}
