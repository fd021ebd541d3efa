using Streams.Events;
using Streams.Planning;

namespace Streams.Publishing;

/// <summary>Shows the readings of a histogram: its series are created with a group's first reading and removed with its last (N8).</summary>
internal sealed class HistogramPublisher(HistogramFamilies families) : IReadingsPublisher
{
    private WorkerKey[] _keys = [];
    private HistogramSeries?[] _series = [];

    public void Publish(WindowReadings readings)
    {
        if (readings.IsChange)
        {
            foreach (var i in readings.Changed) Show(readings, i);
            return;
        }

        Arrange(readings.KeyArray);
        for (var i = 0; i < _series.Length; i++) Show(readings, i);
    }

    public void Clear() => Arrange([]);

    /// <summary>Has a place for each key, with the series that were there before, and removes those of other keys.</summary>
    private void Arrange(WorkerKey[] keys)
    {
        if (keys == _keys) return;
        var series = new HistogramSeries?[keys.Length];
        var known = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            while (known < _keys.Length && _keys[known].CompareTo(keys[i]) < 0) _series[known++]?.Remove();
            if (known < _keys.Length && _keys[known].Equals(keys[i])) series[i] = _series[known++];
        }

        while (known < _keys.Length) _series[known++]?.Remove();
        (_keys, _series) = (keys, series);
    }

    private void Show(WindowReadings readings, int i)
    {
        if (!double.IsNaN(readings.Values[i]))
        {
            (_series[i] ??= families.Create(_keys[i].Values)).Show(readings.HistogramAt(i)!);
            return;
        }

        _series[i]?.Remove();
        _series[i] = null;
    }
}
