using Streams.Reducing;

namespace Streams.Publishing;

/// <summary>What one metric and window shows of the groups that it shares with other metrics.</summary>
internal sealed class AcrossView : IAcrossInputs
{
    private readonly ReducedGroups _groups;
    private readonly ReducedWindow _window;
    private readonly MetricPlan _metric;
    private readonly ReductionPlan _plan;
    private readonly Reducer[] _reducers;
    private readonly AcrossReadings _readings;
    private ReducedGroup[] _inOrder = [];
    private int _version;

    internal AcrossView(ReducedGroups groups, MetricPlan metric, MetricWindow window)
    {
        _groups = groups;
        _metric = metric;
        _plan = window.Reduction;
        _window = groups.Windows.Single(w => w.Plan.Over == window.Over);
        _reducers = [.. _plan.Calls.Select(call => _window.Shown[_window.Plan.Calls.IndexOf(call)])];
        _readings = new AcrossReadings(AcrossStage.Compile(metric.Definition.By, metric.Definition.Across));
    }

    ReductionPlan IAcrossInputs.Plan => _plan;

    /// <summary>The readings now; the list is used again.</summary>
    internal WindowReadings Read()
    {
        _inOrder = _groups.InOrder();
        if (_version != _groups.Version) _readings.Arrange(Array.ConvertAll(_inOrder, group => group.Key));
        _version = _groups.Version;
        return new WindowReadings(_metric.Definition, _window.Plan.Over, _readings.Read(this));
    }

    double IAcrossInputs.Value(int group)
    {
        var place = _inOrder[group].Place;
        return _window.IsShown(place) ? _plan.Evaluate(_reducers, place) : double.NaN;
    }

    bool IAcrossInputs.MergeInto(int group, Reducer[] reducers, int at)
    {
        var place = _inOrder[group].Place;
        if (!_window.IsShown(place)) return false;
        for (var i = 0; i < _reducers.Length; i++) reducers[i].Merge(at, _reducers[i], place);
        return true;
    }

    Histogram? IAcrossInputs.Histogram(int group) => ReductionPlan.HistogramOf(_reducers, _inOrder[group].Place);
}
