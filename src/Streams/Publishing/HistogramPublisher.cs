using Streams.Across;
using Streams.Events;
using Streams.Planning;

namespace Streams.Publishing;

/// <summary>Shows the readings of a histogram: its series are created with a group's first reading and removed with its last (N8).</summary>
internal sealed class HistogramPublisher(HistogramFamilies families) : IReadingsPublisher
{
    private List<(WorkerKey Key, HistogramSeries Series)> _shown = [];
    private List<(WorkerKey Key, HistogramSeries Series)> _next = [];

    public void Publish(WindowReadings readings)
    {
        if (readings.Changed is null) PublishAll(readings.Readings);
        else foreach (var i in readings.Changed) _shown[i].Series.Show(readings.Readings[i].Histogram!);
    }

    public void Clear() => PublishAll([]);

    private void PublishAll(IReadOnlyList<GroupReading> readings)
    {
        var known = 0;
        foreach (var reading in readings)
        {
            while (known < _shown.Count && _shown[known].Key.CompareTo(reading.Key) < 0) _shown[known++].Series.Remove();
            var isKnown = known < _shown.Count && _shown[known].Key.Equals(reading.Key);
            var series = isKnown ? _shown[known++].Series : families.Create(reading.Key.Values);
            series.Show(reading.Histogram!);
            _next.Add((reading.Key, series));
        }

        while (known < _shown.Count) _shown[known++].Series.Remove();
        _shown.Clear();
        (_shown, _next) = (_next, _shown);
    }
}
