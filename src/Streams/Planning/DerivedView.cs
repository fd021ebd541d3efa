using Streams.Across;
using Streams.Definition;
using Streams.Events;
using Streams.Reducing;
using Streams.Windowing;

namespace Streams.Planning;

/// <summary>What a metric shows that is made of other metrics: each set of labels that all of them have is a group with one event (N15).</summary>
internal sealed class DerivedView : IAcrossInputs
{
    private readonly string[] _names;
    private readonly WindowReadings?[] _operands;
    private readonly WorkerKey[]?[] _arranged;
    private readonly ReductionPlan _plan;
    private readonly Reducer[] _reducers;
    private readonly int[] _operandOf;
    private readonly AcrossReadings _values;
    private readonly WindowReadings _readings;
    private int[][] _places = [];
    private int[] _groups = [];
    private bool[] _isWhole = [];
    private bool _isDue;

    internal DerivedView(MetricDefinition metric)
    {
        _names = [.. metric.Of];
        _operands = new WindowReadings?[_names.Length];
        _arranged = new WorkerKey[]?[_names.Length];
        _plan = ReductionPlan.Compile(metric.Value, [new EventSchema(metric.By, metric.Of)], TimeSpan.Zero);
        _reducers = _plan.New(0);
        _operandOf = [.. _plan.Calls.Select(call => Array.IndexOf(_names, call.Field ?? _names[0]))];
        _values = new AcrossReadings(AcrossStage.Compile(metric.By, metric.Across));
        _readings = new WindowReadings(metric, Over.All, _values, this);
    }

    ReductionPlan IAcrossInputs.Plan => _plan;

    /// <summary>Learns what a metric shows now.</summary>
    internal void See(WindowReadings readings)
    {
        var at = Array.IndexOf(_names, readings.Metric.Name);
        if (at < 0) return;
        _operands[at] = readings;
        _isDue = true;
    }

    /// <summary>The readings now; null where nothing of what they are made of has changed.</summary>
    internal WindowReadings? Read()
    {
        if (!_isDue || _operands.Contains(null)) return null;
        _isDue = false;
        Arrange();
        Take();
        _values.Read(this);
        return _readings;
    }

    void IAcrossInputs.Values(Span<double> into)
    {
        _plan.Evaluate(_reducers, _groups, into);
        for (var i = 0; i < into.Length; i++)
        {
            if (!_isWhole[i]) into[i] = double.NaN;
        }
    }

    void IAcrossInputs.MergeInto(Reducer[] reducers, ReadOnlySpan<int> places, Span<bool> marks)
    {
        for (var i = 0; i < _reducers.Length; i++) reducers[i].Merge(places, _reducers[i], _groups);
        for (var i = 0; i < places.Length; i++) marks[places[i]] |= _isWhole[i];
    }

    Histogram? IAcrossInputs.Histogram(int group) => null;

    /// <summary>Finds the keys that all metrics have, where any of them has others than before.</summary>
    private void Arrange()
    {
        if (_operands.Select((operand, i) => operand!.KeyArray == _arranged[i]).All(same => same)) return;
        for (var i = 0; i < _operands.Length; i++) _arranged[i] = _operands[i]!.KeyArray;
        var indexes = _arranged.Skip(1).Select(keys => Enumerable.Range(0, keys!.Length).ToDictionary(i => keys[i])).ToArray();
        var shared = new List<WorkerKey>();
        var places = _names.Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < _arranged[0]!.Length; i++)
        {
            var key = _arranged[0]![i];
            if (!Array.TrueForAll(indexes, index => index.ContainsKey(key))) continue;
            shared.Add(key);
            places[0].Add(i);
            for (var other = 0; other < indexes.Length; other++) places[other + 1].Add(indexes[other][key]);
        }

        _places = Array.ConvertAll(places, list => list.ToArray());
        _groups = [.. Enumerable.Range(0, shared.Count)];
        _isWhole = new bool[shared.Count];
        foreach (var reducer in _reducers) reducer.Grow(shared.Count);
        _values.Arrange([.. shared]);
    }

    /// <summary>Takes the values anew; a group that lacks one of them takes nothing (N1).</summary>
    private void Take()
    {
        for (var i = 0; i < _groups.Length; i++)
        {
            _isWhole[i] = true;
            for (var operand = 0; operand < _names.Length; operand++) _isWhole[i] &= !double.IsNaN(_operands[operand]!.Values[_places[operand][i]]);
        }

        var values = new double[_groups.Length];
        for (var call = 0; call < _reducers.Length; call++)
        {
            var shown = _operands[_operandOf[call]]!.Values;
            var places = _places[_operandOf[call]];
            for (var i = 0; i < values.Length; i++) values[i] = !_isWhole[i] ? double.NaN : _plan.Calls[call].Field is null ? 1 : shown[places[i]];
            _reducers[call].ClearAll(values.Length);
            _reducers[call].AddAll(_groups, values);
        }
    }
}
