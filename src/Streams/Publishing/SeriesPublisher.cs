using Streams.Events;
using Streams.Planning;

namespace Streams.Publishing;

/// <summary>Keeps what the page shows as the latest readings have it: created with the first value, removed with the last (N8).</summary>
/// <param name="create">Makes the series of the given label values.</param>
/// <param name="lastLabels">Values behind those of a reading's key.</param>
internal sealed class SeriesPublisher(Func<IReadOnlyList<string>, IShownSeries> create, IReadOnlyList<string> lastLabels)
{
    private WorkerKey[] _keys = [];
    private IShownSeries?[] _series = [];

    /// <summary>Makes the page show these readings, which are in the order of their keys, and no others.</summary>
    internal void Publish(WindowReadings readings)
    {
        if (readings.IsChange)
        {
            foreach (var i in readings.Changed) Show(readings, i);
            return;
        }

        Arrange(readings.KeyArray);
        for (var i = 0; i < _series.Length; i++) Show(readings, i);
    }

    internal void Clear() => Arrange([]);

    /// <summary>Has a place for each key, with the series that was there before, and removes those of other keys.</summary>
    private void Arrange(WorkerKey[] keys)
    {
        if (keys == _keys) return;
        var series = new IShownSeries?[keys.Length];
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
            (_series[i] ??= create([.. _keys[i].Values, .. lastLabels])).Show(readings[i]);
            return;
        }

        _series[i]?.Remove();
        _series[i] = null;
    }
}
