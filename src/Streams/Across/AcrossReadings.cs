using Streams.Events;
using Streams.Reducing;

namespace Streams.Across;

/// <summary>What one metric and window shows of the living groups: their values, combined step by step (F3, N9).</summary>
internal sealed class AcrossReadings(AcrossStage[] stages)
{
    private readonly double[][] _results = Array.ConvertAll(stages, _ => Array.Empty<double>());
    private readonly List<GroupReading> _readings = [];
    private WorkerKey[] _keys = [];
    private double[] _own = [];

    /// <summary>Learns the keys of the groups, in order.</summary>
    internal void Arrange(WorkerKey[] keys)
    {
        _own = stages is [{ IsPool: true }, ..] ? [] : new double[keys.Length];
        _keys = keys;
        foreach (var stage in stages) _keys = stage.Arrange(_keys);
    }

    /// <summary>The readings now; the list is filled anew by the next call.</summary>
    internal IReadOnlyList<GroupReading> Read(IAcrossInputs groups)
    {
        var values = Combine(groups);
        _readings.Clear();
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i])) _readings.Add(new GroupReading(_keys[i], values[i], stages.Length == 0 ? groups.Histogram(i) : null));
        }

        return _readings;
    }

    /// <summary>Gives one group another value in the readings, which are returned; null, and nothing is done, where that is not the change of one reading.</summary>
    internal IReadOnlyList<GroupReading>? Replace(int group, double value, Histogram? histogram)
    {
        // Where every group has a reading, a group's is in its own place.
        if (stages.Length > 0 || _readings.Count < _keys.Length || double.IsNaN(value)) return null;
        _readings[group] = new GroupReading(_keys[group], value, histogram);
        return _readings;
    }

    private double[] Combine(IAcrossInputs groups)
    {
        var values = _own;
        if (stages is [{ IsPool: true } pool, ..]) values = _results[0] = pool.Pool(groups, _results[0]);
        else groups.Values(values);

        for (var i = 0; i < stages.Length; i++)
        {
            if (!stages[i].IsPool) values = _results[i] = stages[i].Combine(values, _results[i]);
        }

        return values;
    }
}
