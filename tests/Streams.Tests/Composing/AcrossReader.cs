using System.Reactive;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using Streams.Across;
using Streams.Events;
using Streams.Grouping;
using Streams.Planning;
using Streams.Reducing;
using Streams.Windowing;

namespace Streams.Tests.Composing;

/// <summary>The subscription behind <see cref="AcrossExtensions.Across"/>: knows the living groups and computes at every read.</summary>
internal sealed class AcrossReader : IObserver<IGroupedObservable<WorkerKey, Reduction>>, IAcrossInputs, IDisposable
{
    private readonly AcrossReadings _readings;
    private readonly IObserver<IReadOnlyList<GroupReading>> _observer;
    private readonly CompositeDisposable _sources = [];
    private readonly List<AcrossMember> _members = [];
    private readonly List<GroupReading> _list = [];
    private AcrossMember[] _sorted = [];
    private bool _changed;

    internal AcrossReader(
        IObservable<IGroupedObservable<WorkerKey, Reduction>> groups,
        AcrossStage[] stages,
        IObservable<DateTimeOffset> reads,
        IObserver<IReadOnlyList<GroupReading>> observer)
    {
        _readings = new AcrossReadings(stages);
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

    ReductionPlan? IAcrossInputs.Plan => Array.Find(_sorted, member => member.Latest is not null)?.Latest!.Plan;

    void IAcrossInputs.Values(Span<double> into)
    {
        for (var i = 0; i < into.Length; i++) into[i] = _sorted[i].Latest?.Value ?? double.NaN;
    }

    void IAcrossInputs.MergeInto(Reducer[] reducers, ReadOnlySpan<int> places, Span<bool> marks)
    {
        for (var i = 0; i < places.Length; i++)
        {
            if (_sorted[i].Latest is not { } reduction) continue;
            reduction.MergeInto(reducers, places.Slice(i, 1));
            marks[places[i]] = true;
        }
    }

    Histogram? IAcrossInputs.Histogram(int group) => _sorted[group].Latest?.Histogram;

    private void End()
    {
        _observer.OnCompleted();
        Dispose();
    }

    private void Read()
    {
        if (_changed) Arrange();
        _readings.Read(this);
        _list.Clear();
        for (var i = 0; i < _readings.Keys.Length; i++)
        {
            if (!double.IsNaN(_readings.Values[i])) _list.Add(new GroupReading(_readings.Keys[i], _readings.Values[i], _readings.AreOwn ? _sorted[i].Latest?.Histogram : null));
        }

        _observer.OnNext(_list);
    }

    private void Arrange()
    {
        _changed = false;
        _sorted = [.. _members];
        Array.Sort(_sorted, static (a, b) => a.Key.CompareTo(b.Key));
        _readings.Arrange(Array.ConvertAll(_sorted, member => member.Key));
    }
}
