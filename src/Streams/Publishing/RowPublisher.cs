using System.Collections.Immutable;
using Streams.Across;
using Streams.Events;
using Streams.Planning;

namespace Streams.Publishing;

/// <summary>Shows readings as rows.</summary>
internal sealed class RowPublisher(ISeriesRows rows) : IReadingsPublisher
{
    private ImmutableArray<WorkerKey> _keys = [];
    private double[] _values = [];

    public void Publish(WindowReadings readings)
    {
        var list = readings.Readings;
        if (readings.Changed is { } changed)
        {
            foreach (var i in changed) _values[i] = list[i].Value;
        }
        else
        {
            if (!HasSameKeys(list)) (_keys, _values) = ([.. list.Select(reading => reading.Key)], new double[list.Count]);
            for (var i = 0; i < _values.Length; i++) _values[i] = list[i].Value;
        }

        rows.Show(_keys, _values);
    }

    public void Clear()
    {
        (_keys, _values) = ([], []);
        rows.Show(_keys, _values);
    }

    private bool HasSameKeys(IReadOnlyList<GroupReading> readings)
    {
        if (readings.Count != _keys.Length) return false;
        for (var i = 0; i < _keys.Length; i++)
        {
            if (!ReferenceEquals(readings[i].Key, _keys[i])) return false;
        }

        return true;
    }
}
