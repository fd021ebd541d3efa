using Streams.Across;
using Streams.Events;
using Streams.Reducing;

namespace Streams.Planning;

/// <summary>What one metric and window shows of the groups that it shares with other metrics.</summary>
internal sealed class AcrossView : IAcrossInputs
{
    /// <summary>Beyond so many groups, reading them all at once is as fast.</summary>
    private const int MostChanged = 16;

    private readonly JoinedGroups _groups;
    private readonly ReducedWindow<Event> _window;
    private readonly ReductionPlan _plan;
    private readonly Reducer[] _reducers;
    private readonly AcrossReadings _values;
    private readonly WindowReadings _readings;
    private (int Groups, long Window)? _version;

    internal AcrossView(WorkerReadings<Event> shared, MetricPlan metric, MetricWindow window, JoinedGroups groups)
    {
        _groups = groups;
        _window = shared.Window;
        _plan = window.Reduction;
        var calls = (CallSet)_window.Plan.Reduced;
        _reducers = [.. _plan.Calls.Select(call => _window.Shown[calls.IndexOf(call)])];
        _values = new AcrossReadings(AcrossStage.Compile(metric.Definition.Labels, metric.Definition.Across));
        _readings = new WindowReadings(metric.Definition, window.Over, _values, this);
    }

    ReductionPlan IAcrossInputs.Plan => _plan;

    /// <summary>The readings now; null where nothing has happened since the last read.</summary>
    internal WindowReadings? Read()
    {
        _groups.Arrange();
        var (before, now) = (_version, (_groups.Version, _window.Version));
        if (before == now) return null;
        _version = now;
        var isArranged = before?.Groups == _groups.Version;
        _readings.IsChange = isArranged && ReadChanged(before!.Value.Window);
        if (_readings.IsChange) return _readings;
        if (!isArranged) _values.Arrange(_groups.Keys);
        _values.Read(this);
        return _readings;
    }

    /// <summary>Reads only the few values that changed after a version; false where it is not that simple.</summary>
    private bool ReadChanged(long since)
    {
        var changed = _readings.ChangedList;
        changed.Clear();
        if (!_values.AreOwn || !_window.ChangesByEvent) return false;
        var places = _groups.Places;
        for (var i = 0; i < places.Length; i++)
        {
            if (_groups.Groups.VersionOf(places[i]) <= since) continue;
            if (changed.Count == MostChanged) return false;
            _plan.Evaluate(_reducers, places.AsSpan(i, 1), _values.Values.AsSpan(i, 1));
            changed.Add(i);
        }

        return true;
    }

    void IAcrossInputs.Values(Span<double> into)
    {
        _plan.Evaluate(_reducers, _groups.Places, into);
        _window.HideUnshown(_groups.Places, into);
    }

    void IAcrossInputs.MergeInto(Reducer[] reducers, ReadOnlySpan<int> places, Span<bool> marks)
    {
        // What a window does not show yet has taken nothing, so that merging it changes nothing.
        for (var i = 0; i < _reducers.Length; i++) reducers[i].Merge(places, _reducers[i], _groups.Places);
        for (var i = 0; i < places.Length; i++) marks[places[i]] |= _window.IsShown(_groups.Places[i]);
    }

    Histogram? IAcrossInputs.Histogram(int group) => ReductionPlan.HistogramOf(_reducers, _groups.Places[group]);
}
