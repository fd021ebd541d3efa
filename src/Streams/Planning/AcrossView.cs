using Streams.Across;
using Streams.Reducing;

namespace Streams.Planning;

/// <summary>What one metric and window shows of the groups that it shares with other metrics.</summary>
internal sealed class AcrossView : IAcrossInputs
{
    /// <summary>Beyond so many groups, reading them all at once is as fast.</summary>
    private const int MostChanged = 16;

    private readonly ReducedGroups _groups;
    private readonly ReducedWindow _window;
    private readonly MetricPlan _metric;
    private readonly ReductionPlan _plan;
    private readonly Reducer[] _reducers;
    private readonly AcrossReadings _readings;
    private readonly List<int> _changed = [];
    private (int Groups, long Window)? _version;

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

    /// <summary>The readings now, the list being used again; null where nothing has happened since the last read.</summary>
    internal WindowReadings? Read()
    {
        _groups.Arrange();
        var (before, now) = (_version, (_groups.Version, _window.Version));
        if (before == now) return null;
        _version = now;
        if (before?.Groups == _groups.Version && ReadChanged(before.Value.Window) is { } readings) return new WindowReadings(_metric.Definition, _window.Plan.Over, readings, _changed);
        if (before?.Groups != _groups.Version) _readings.Arrange(_groups.Keys);
        return new WindowReadings(_metric.Definition, _window.Plan.Over, _readings.Read(this));
    }

    /// <summary>The readings, of which only the few are computed that changed after a version; null where that cannot be.</summary>
    private IReadOnlyList<GroupReading>? ReadChanged(long since)
    {
        _changed.Clear();
        var versions = _window.Versions;
        var places = _groups.Places;
        if (versions.IsEmpty) return null;
        IReadOnlyList<GroupReading>? readings = null;
        for (var i = 0; i < places.Length; i++)
        {
            if (versions[places[i]] <= since) continue;
            var value = 0.0;
            _plan.Evaluate(_reducers, places.AsSpan(i, 1), new Span<double>(ref value));
            readings = _changed.Count == MostChanged ? null : _readings.Replace(i, value, ReductionPlan.HistogramOf(_reducers, places[i]));
            if (readings is null) return null;
            _changed.Add(i);
        }

        return readings;
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
