using Streams.Across;
using Streams.Events;

namespace Streams.Publishing;

/// <summary>Keeps what the page shows as the latest readings have it: created with the first value, removed with the last (N8).</summary>
/// <param name="create">Makes the series of the given label values.</param>
/// <param name="lastLabels">Values behind those of a reading's key.</param>
internal sealed class SeriesPublisher(Func<IReadOnlyList<string>, IShownSeries> create, IReadOnlyList<string> lastLabels)
{
    private List<(WorkerKey Key, IShownSeries Series)> _shown = [];
    private List<(WorkerKey Key, IShownSeries Series)> _next = [];

    /// <summary>Makes the page show these readings, which are in the order of their keys, and no others.</summary>
    /// <param name="readings">The readings.</param>
    /// <param name="changed">The positions of those that may differ from the last call's; null where any may.</param>
    internal void Publish(IReadOnlyList<GroupReading> readings, IReadOnlyList<int>? changed = null)
    {
        if (changed is null) PublishAll(readings);
        else foreach (var i in changed) _shown[i].Series.Show(readings[i]);
    }

    internal void Clear() => PublishAll([]);

    private void PublishAll(IReadOnlyList<GroupReading> readings)
    {
        var known = 0;
        foreach (var reading in readings)
        {
            while (known < _shown.Count && _shown[known].Key.CompareTo(reading.Key) < 0) _shown[known++].Series.Remove();
            var isKnown = known < _shown.Count && _shown[known].Key.Equals(reading.Key);
            var series = isKnown ? _shown[known++].Series : create([.. reading.Key.Values, .. lastLabels]);
            series.Show(reading);
            _next.Add((reading.Key, series));
        }

        while (known < _shown.Count) _shown[known++].Series.Remove();
        _shown.Clear();
        (_shown, _next) = (_next, _shown);
    }
}
