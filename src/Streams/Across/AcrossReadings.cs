using Streams.Events;
using Streams.Reducing;

namespace Streams.Across;

/// <summary>What one metric and window shows of the living groups: their values, combined step by step (F3, N9).</summary>
internal sealed class AcrossReadings(AcrossStage[] stages)
{
    private readonly double[][] _results = Array.ConvertAll(stages, _ => Array.Empty<double>());
    private double[] _own = [];

    /// <summary>Whether each group shows its own value.</summary>
    internal bool AreOwn => stages.Length == 0;

    /// <summary>The keys of what is shown, in order; another array where they are others.</summary>
    internal WorkerKey[] Keys { get; private set; } = [];

    /// <summary>The values of the keys as they were last read; NaN where there is none.</summary>
    internal double[] Values { get; private set; } = [];

    /// <summary>Learns the keys of the groups, in order.</summary>
    internal void Arrange(WorkerKey[] keys)
    {
        _own = stages is [{ IsPool: true }, ..] ? [] : new double[keys.Length];
        Keys = keys;
        foreach (var stage in stages) Keys = stage.Arrange(Keys);
    }

    /// <summary>Reads the values anew.</summary>
    internal void Read(IAcrossInputs groups)
    {
        var values = _own;
        if (stages is [{ IsPool: true } pool, ..]) values = _results[0] = pool.Pool(groups, _results[0]);
        else groups.Values(values);

        for (var i = 0; i < stages.Length; i++)
        {
            if (!stages[i].IsPool) values = _results[i] = stages[i].Combine(values, _results[i]);
        }

        Values = values;
    }
}
