using System.Reactive;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using Streams.Grouping;
using Streams.Reducing;

namespace Streams.Publishing;

/// <summary>The subscription behind <see cref="AcrossExtensions.Across"/>: knows the living groups and computes at every read.</summary>
internal sealed class AcrossReader : IObserver<IGroupedObservable<WorkerKey, Reduction>>, IDisposable
{
    private readonly AcrossStage[] _stages;
    private readonly double[][] _results;
    private readonly IObserver<IReadOnlyList<GroupReading>> _observer;
    private readonly CompositeDisposable _sources = [];
    private readonly List<AcrossMember> _members = [];
    private readonly List<GroupReading> _readings = [];
    private AcrossMember[] _sorted = [];
    private WorkerKey[] _keys = [];
    private double[] _own = [];
    private bool _changed;

    internal AcrossReader(
        IObservable<IGroupedObservable<WorkerKey, Reduction>> groups,
        AcrossStage[] stages,
        IObservable<DateTimeOffset> reads,
        IObserver<IReadOnlyList<GroupReading>> observer)
    {
        _stages = stages;
        _results = Array.ConvertAll(stages, _ => Array.Empty<double>());
        _observer = observer;
        _sources.Add(groups.Subscribe(this));
        _sources.Add(reads.Subscribe(Observer.Create<DateTimeOffset>(_ => Read(), OnError, End)));
    }

    public void OnNext(IGroupedObservable<WorkerKey, Reduction> value)
    {
        var member = new AcrossMember(this, value.Key) { Index = _members.Count };
        _members.Add(member);
        _changed = true;
        member.Listen(value);
    }

    public void OnError(Exception error)
    {
        _observer.OnError(error);
        Dispose();
    }

    /// <summary>No more groups will come; those that live are read on.</summary>
    public void OnCompleted()
    {
    }

    public void Dispose()
    {
        _sources.Dispose();
        foreach (var member in _members) member.Dispose();
    }

    internal void Leave(AcrossMember member)
    {
        var last = _members[^1];
        _members[member.Index] = last;
        last.Index = member.Index;
        _members.RemoveAt(_members.Count - 1);
        _changed = true;
    }

    private void End()
    {
        _observer.OnCompleted();
        Dispose();
    }

    private void Read()
    {
        if (_changed) Arrange();
        var values = Combine();
        _readings.Clear();
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i])) _readings.Add(new GroupReading(_keys[i], values[i], _stages.Length == 0 ? _sorted[i].Latest!.Histogram : null));
        }

        _observer.OnNext(_readings);
    }

    private double[] Combine()
    {
        if (_stages is [{ IsPool: true } pool, ..]) _results[0] = pool.Combine(_sorted, _results[0]);
        else TakeOwn();

        var values = _own;
        for (var i = 0; i < _stages.Length; i++)
        {
            if (!_stages[i].IsPool) _results[i] = _stages[i].Combine(values, _results[i]);
            values = _results[i];
        }

        return values;
    }

    private void TakeOwn()
    {
        for (var i = 0; i < _own.Length; i++) _own[i] = _sorted[i].Latest?.Value ?? double.NaN;
    }

    private void Arrange()
    {
        _changed = false;
        _sorted = [.. _members];
        Array.Sort(_sorted, static (a, b) => a.Key.CompareTo(b.Key));
        _own = new double[_sorted.Length];
        _keys = Array.ConvertAll(_sorted, member => member.Key);
        foreach (var stage in _stages) _keys = stage.Arrange(_keys);
    }
}
