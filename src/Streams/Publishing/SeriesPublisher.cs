using Streams.Grouping;

namespace Streams.Publishing;

/// <summary>Keeps the series of one family as its latest readings have them: created with the first value, removed with the last (N8).</summary>
internal sealed class SeriesPublisher(ISeriesFamily family, IReadOnlyList<string> lastLabels)
{
    private readonly Dictionary<WorkerKey, Entry> _series = [];
    private readonly List<WorkerKey> _gone = [];
    private long _round;

    /// <summary>Makes the page show these readings and no others.</summary>
    internal void Publish(IReadOnlyList<GroupReading> readings)
    {
        _round++;
        foreach (var reading in readings)
        {
            if (!_series.TryGetValue(reading.Key, out var entry))
            {
                entry = new Entry(family.Create([.. reading.Key.Values, .. lastLabels]));
                _series.Add(reading.Key, entry);
            }

            entry.Show(reading.Value, _round);
        }

        if (_series.Count > readings.Count) RemoveGone();
    }

    internal void Clear() => Publish([]);

    private void RemoveGone()
    {
        foreach (var (key, entry) in _series)
        {
            if (entry.Round != _round) _gone.Add(key);
        }

        foreach (var key in _gone)
        {
            _series.Remove(key, out var entry);
            entry!.Series.Remove();
        }

        _gone.Clear();
    }

    private sealed class Entry(ISeries series)
    {
        private double _shown = double.NaN;

        internal ISeries Series => series;

        internal long Round { get; private set; }

        internal void Show(double value, long round)
        {
            Round = round;
            if (value == _shown) return;
            _shown = value;
            series.Set(value);
        }
    }
}
