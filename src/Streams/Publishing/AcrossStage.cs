using Streams.Grouping;
using Streams.Reducing;

namespace Streams.Publishing;

/// <summary>One step of <c>across</c>, and which of its inputs go into which of its outputs; both in key order.</summary>
internal sealed class AcrossStage
{
    private readonly AcrossStep _step;
    private readonly int[] _positions;
    private readonly Reducer? _reducer;
    private Reducer[] _pool = [];
    private int[] _outputOf = [];
    private bool[] _any = [];

    private AcrossStage(AcrossStep step, int[] positions)
    {
        _step = step;
        _positions = positions;
        _reducer = NewReducer(step);
    }

    internal bool IsPool => _step.Kind == AcrossKind.Pool;

    internal static AcrossStage[] Compile(IReadOnlyList<string> labelNames, IReadOnlyList<AcrossStep> steps)
    {
        var stages = new AcrossStage[steps.Count];
        for (var i = 0; i < stages.Length; i++)
        {
            if (i > 0 && steps[i].Kind == AcrossKind.Pool) throw new ArgumentException("Only the first step can pool.", nameof(steps));
            var names = labelNames.ToList();
            stages[i] = new AcrossStage(steps[i], [.. steps[i].By.Select(name => PositionOf(names, name))]);
            labelNames = steps[i].By;
        }

        return stages;
    }

    /// <summary>Learns the keys of its inputs, in order, and gives those of its outputs, in order.</summary>
    internal WorkerKey[] Arrange(WorkerKey[] keys)
    {
        var outputs = _positions.Length == 0 ? OneOutput(keys) : Outputs(keys);
        _any = new bool[outputs.Length];
        _reducer?.Grow(outputs.Length);
        foreach (var reducer in _pool) reducer.Grow(outputs.Length);
        return outputs;
    }

    /// <summary>Combines values, NaN being none, into the outputs' values.</summary>
    internal double[] Combine(ReadOnlySpan<double> values, double[] results)
    {
        _reducer!.ClearAll(_any.Length);
        Array.Clear(_any);
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i])) continue;
            _any[_outputOf[i]] = true;
            _reducer.Add(_outputOf[i], values[i], 0, 1);
        }

        Fit(ref results);
        for (var i = 0; i < results.Length; i++) results[i] = _any[i] ? Finite(_reducer.Value(i)) : double.NaN;
        return results;
    }

    /// <summary>Merges groups into the outputs' values.</summary>
    internal double[] Pool(IAcrossInputs groups, double[] results)
    {
        Fit(ref results);
        Array.Fill(results, double.NaN);
        if (groups.Plan is not { } plan) return results;
        if (_pool.Length == 0) _pool = plan.New(_any.Length);
        foreach (var reducer in _pool) reducer.ClearAll(_any.Length);
        Array.Clear(_any);
        for (var i = 0; i < _outputOf.Length; i++) _any[_outputOf[i]] |= groups.MergeInto(i, _pool, _outputOf[i]);
        for (var i = 0; i < results.Length; i++)
        {
            if (_any[i]) results[i] = plan.Evaluate(_pool, i);
        }

        return results;
    }

    // Adding 0 makes -0 a plain 0 (N8).
    private static double Finite(double value) => double.IsFinite(value) ? value + 0.0 : double.NaN;

    private void Fit(ref double[] results)
    {
        if (results.Length != _any.Length) results = new double[_any.Length];
    }

    private WorkerKey[] OneOutput(WorkerKey[] keys)
    {
        _outputOf = new int[keys.Length];
        return keys.Length == 0 ? [] : [WorkerKey.None];
    }

    /// <summary>Keys that agree in the labels that the step keeps are most often neighbours, and then need no search.</summary>
    private WorkerKey[] Outputs(WorkerKey[] keys)
    {
        var projected = new WorkerKey[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            projected[i] = i > 0 && AgreeIn(keys[i - 1], keys[i]) ? projected[i - 1] : new WorkerKey(Array.ConvertAll(_positions, p => keys[i].Values[p]));
        }

        WorkerKey[] outputs = [.. projected.Distinct()];
        Array.Sort(outputs);
        var places = new Dictionary<WorkerKey, int>(outputs.Length);
        for (var i = 0; i < outputs.Length; i++) places.Add(outputs[i], i);
        _outputOf = Array.ConvertAll(projected, key => places[key]);
        return outputs;
    }

    private bool AgreeIn(WorkerKey a, WorkerKey b)
    {
        foreach (var position in _positions)
        {
            if (a.Values[position] != b.Values[position]) return false;
        }

        return true;
    }

    private static int PositionOf(List<string> names, string name)
    {
        var position = names.IndexOf(name);
        return position >= 0 ? position : throw new ArgumentException($"There is no label '{name}' to keep.", nameof(name));
    }

    private static Reducer? NewReducer(AcrossStep step)
    {
        if (step.Kind == AcrossKind.Pool) return null;
        if (step.Kind != AcrossKind.Quantile) return Reducers.Create(new ValueExpression.Call(NameOf(step.Kind), ""), TimeSpan.Zero);
        if (step.Quantile is not (>= 0 and <= 1)) throw new ArgumentException("quantile needs a number from 0 to 1.", nameof(step));
        return new Reducer<AcrossQuantile>((in AcrossQuantile state) => state.At(step.Quantile), 0);
    }

    private static string NameOf(AcrossKind kind) => kind switch
    {
        AcrossKind.Sum => "sum",
        AcrossKind.Avg => "avg",
        AcrossKind.StdDev => "stddev",
        AcrossKind.StdVar => "stdvar",
        AcrossKind.Min => "min",
        AcrossKind.Max => "max",
        AcrossKind.Count => Reducers.CountName,
        _ => throw new ArgumentException($"There is no step '{kind}'."),
    };
}
