using Streams.Grouping;
using Streams.Reducing;

namespace Streams.Publishing;

/// <summary>One step of <c>across</c>, and which of its inputs go into which of its outputs; both in key order.</summary>
internal sealed class AcrossStage
{
    private readonly AcrossStep _step;
    private readonly int[] _positions;
    private readonly Dictionary<WorkerKey, Output> _byKey = [];
    private Output[] _outputOf = [];
    private Output[] _outputs = [];

    private AcrossStage(AcrossStep step, int[] positions)
    {
        _step = step;
        _positions = positions;
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
            stages[i].NewReducer();
            labelNames = steps[i].By;
        }

        return stages;
    }

    /// <summary>Learns the keys of its inputs, in order, and gives those of its outputs, in order.</summary>
    internal WorkerKey[] Arrange(ReadOnlySpan<WorkerKey> keys)
    {
        _byKey.Clear();
        _outputOf = new Output[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            var values = keys[i].Values;
            var key = _positions.Length == 0 ? WorkerKey.None : new WorkerKey(Array.ConvertAll(_positions, p => values[p]));
            if (!_byKey.TryGetValue(key, out var output)) _byKey[key] = output = new Output(key, IsPool ? null : NewReducer());
            _outputOf[i] = output;
        }

        _outputs = [.. _byKey.Values.OrderBy(output => output.Key)];
        return Array.ConvertAll(_outputs, output => output.Key);
    }

    /// <summary>Combines values, NaN being none, into the outputs' values.</summary>
    internal double[] Combine(ReadOnlySpan<double> values, double[] results)
    {
        foreach (var output in _outputs) output.Clear();
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i])) _outputOf[i].Add(values[i]);
        }

        return Results(results);
    }

    /// <summary>Merges reductions into the outputs' values; null is a group that has none yet.</summary>
    internal double[] Combine(ReadOnlySpan<AcrossMember> members, double[] results)
    {
        foreach (var output in _outputs) output.Clear();
        for (var i = 0; i < members.Length; i++)
        {
            if (members[i].Latest is { } reduction) _outputOf[i].Pool(reduction);
        }

        return Results(results);
    }

    private static int PositionOf(List<string> names, string name)
    {
        var position = names.IndexOf(name);
        return position >= 0 ? position : throw new ArgumentException($"There is no label '{name}' to keep.", nameof(name));
    }

    private double[] Results(double[] results)
    {
        if (results.Length != _outputs.Length) results = new double[_outputs.Length];
        for (var i = 0; i < results.Length; i++) results[i] = _outputs[i].Value;
        return results;
    }

    private Reducer? NewReducer() => _step.Kind switch
    {
        AcrossKind.Sum => new SumReducer(),
        AcrossKind.Avg => new AverageReducer(),
        AcrossKind.StdDev => new DeviationReducer(squareRoot: true),
        AcrossKind.StdVar => new DeviationReducer(squareRoot: false),
        AcrossKind.Min => new ExtremeReducer(greatest: false),
        AcrossKind.Max => new ExtremeReducer(greatest: true),
        AcrossKind.Count => new CountReducer(),
        AcrossKind.Quantile when _step.Quantile is >= 0 and <= 1 => new AcrossQuantile(_step.Quantile),
        AcrossKind.Quantile => throw new ArgumentException("quantile needs a number from 0 to 1."),
        AcrossKind.Pool => null,
        _ => throw new ArgumentException($"There is no step '{_step.Kind}'."),
    };

    private sealed class Output(WorkerKey key, Reducer? reducer)
    {
        private Reduction? _pool;
        private bool _any;

        internal WorkerKey Key => key;

        internal double Value
        {
            get
            {
                if (!_any) return double.NaN;
                var value = reducer is null ? _pool!.Value : reducer.Value;

                // Adding 0 makes -0 a plain 0 (N8).
                return double.IsFinite(value) ? value + 0.0 : double.NaN;
            }
        }

        internal void Clear()
        {
            _any = false;
            reducer?.Clear();
            _pool?.Clear();
        }

        internal void Add(double value)
        {
            _any = true;
            reducer!.Add(value, 0, 0);
        }

        internal void Pool(Reduction reduction)
        {
            _any = true;
            _pool ??= reduction.Plan.New();
            _pool.Merge(reduction);
        }
    }
}
