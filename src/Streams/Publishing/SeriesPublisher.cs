using Streams.Grouping;

namespace Streams.Publishing;

/// <summary>Keeps what the page shows as the latest readings have it: created with the first value, removed with the last (N8).</summary>
/// <param name="create">Makes the series of the given label values.</param>
/// <param name="lastLabels">Values behind those of a reading's key.</param>
internal sealed class SeriesPublisher(Func<IReadOnlyList<string>, IShownSeries> create, IReadOnlyList<string> lastLabels)
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
                entry = new Entry(create([.. reading.Key.Values, .. lastLabels]));
                _series.Add(reading.Key, entry);
            }

            entry.Round = _round;
            entry.Series.Show(reading);
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

    private sealed class Entry(IShownSeries series)
    {
        internal IShownSeries Series => series;

        internal long Round { get; set; }
    }
}
