using Streams.Events;
using Streams.Reducing;

namespace Streams.Across;

/// <summary>One step of <c>across</c>, and which of its inputs go into which of its outputs; both in key order.</summary>
internal sealed class AcrossStage
{
    private readonly AcrossStep _step;
    private readonly int[] _positions;
    private readonly Reducer? _reducer;
    private Reducer[] _pool = [];
    private WorkerKey[] _outputs = [];
    private int[] _outputOf = [];
    private int[] _all = [];
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
        _outputOf = new int[keys.Length];
        _outputs = Outputs(keys);
        _all = [.. Enumerable.Range(0, _outputs.Length)];
        _any = new bool[_outputs.Length];
        _reducer?.Grow(_outputs.Length);
        foreach (var reducer in _pool) reducer.Grow(_outputs.Length);
        return _outputs;
    }

    /// <summary>Combines values, NaN being none, into the outputs' values.</summary>
    internal double[] Combine(ReadOnlySpan<double> values, double[] results)
    {
        _reducer!.ClearAll(_any.Length);
        _reducer.AddAll(_outputOf, values);
        Array.Clear(_any);
        for (var i = 0; i < values.Length; i++) _any[_outputOf[i]] |= !double.IsNaN(values[i]);
        Fit(ref results);
        _reducer.Values(_all, results);
        for (var i = 0; i < results.Length; i++)
        {
            // Adding 0 makes -0 a plain 0 (N8).
            results[i] = _any[i] && double.IsFinite(results[i]) ? results[i] + 0.0 : double.NaN;
        }

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
        groups.MergeInto(_pool, _outputOf, _any);
        plan.Evaluate(_pool, _all, results);
        for (var i = 0; i < results.Length; i++)
        {
            if (!_any[i]) results[i] = double.NaN;
        }

        return results;
    }

    private void Fit(ref double[] results)
    {
        if (results.Length != _any.Length) results = new double[_any.Length];
    }

    /// <summary>Keys that agree in a step's labels are neighbours where those are the first labels: then nothing is sorted.</summary>
    private WorkerKey[] Outputs(WorkerKey[] keys)
    {
        var isPrefix = _positions.Select((position, i) => position == i).All(same => same);
        if (!isPrefix) return OutputsOfAnyOrder(keys);
        var outputs = new List<WorkerKey>();
        var known = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            if (i == 0 || Compare(keys[i - 1], keys[i]) != 0) outputs.Add(KeyOf(keys[i], ref known));
            _outputOf[i] = outputs.Count - 1;
        }

        return [.. outputs];
    }

    private WorkerKey[] OutputsOfAnyOrder(WorkerKey[] keys)
    {
        var projected = Array.ConvertAll(keys, Project);
        WorkerKey[] outputs = [.. projected.Distinct()];
        Array.Sort(outputs);
        var places = new Dictionary<WorkerKey, int>(outputs.Length);
        for (var i = 0; i < outputs.Length; i++) places.Add(outputs[i], i);
        for (var i = 0; i < keys.Length; i++) _outputOf[i] = places[projected[i]];
        return outputs;
    }

    /// <summary>The key of an output: one that is already there where it can be, found by walking along both lists.</summary>
    private WorkerKey KeyOf(WorkerKey input, ref int known)
    {
        while (known < _outputs.Length && Compare(_outputs[known], input) < 0) known++;
        return known < _outputs.Length && Compare(_outputs[known], input) == 0 ? _outputs[known] : Project(input);
    }

    private WorkerKey Project(WorkerKey key) => key.Project(_positions);

    private int Compare(WorkerKey a, WorkerKey b) => a.CompareTo(b, _positions.Length);

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
