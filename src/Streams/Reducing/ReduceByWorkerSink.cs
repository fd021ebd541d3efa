using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using Streams.Grouping;

namespace Streams.Reducing;

/// <summary>One subscription of <c>ReduceByWorker</c>.</summary>
internal sealed class ReduceByWorkerSink<TEvent> : IObserver<TEvent>, IDisposable
{
    private readonly IReadOnlyList<WorkerQuery<TEvent>> _queries;
    private readonly EntersQueries<TEvent> _enters;
    private readonly IObserver<WorkerReadings<TEvent>> _observer;
    private readonly WorkerTable<TEvent> _table;
    private readonly WorkerReadings<TEvent>[] _readings;
    private readonly CompositeDisposable _subscriptions = [];

    internal ReduceByWorkerSink(
        IReadOnlyList<WorkerQuery<TEvent>> queries, EntersQueries<TEvent> enters, IObserver<WorkerReadings<TEvent>> observer, IScheduler scheduler)
    {
        _queries = queries;
        _enters = enters;
        _observer = observer;
        ReducedGroups<TEvent>[] groups = [.. queries.Select(query => new ReducedGroups<TEvent>(query))];
        for (var i = 0; i < groups.Length; i++) queries[i].Live.Attach(groups[i]);
        _table = new WorkerTable<TEvent>(groups, scheduler);
        _readings = [.. queries.SelectMany((query, i) => groups[i].Windows.Select(window => new WorkerReadings<TEvent>(query, groups[i], window)))];
    }

    internal void Run(IObservable<TEvent> events, IObservable<DateTimeOffset> reads)
    {
        _subscriptions.Add(reads.Subscribe(Observer.Create<DateTimeOffset>(_ => Read(), OnError, End)));
        if (!_table.IsStopped) _subscriptions.Add(events.Subscribe(this));
    }

    public void OnNext(TEvent value)
    {
        if (!_table.IsStopped) _table.Take(in value, _enters(in value));
    }

    public void OnError(Exception error)
    {
        if (_table.IsStopped) return;
        Dispose();
        _observer.OnError(error);
    }

    public void OnCompleted()
    {
        Read();
        End();
    }

    public void Dispose()
    {
        if (_table.IsStopped) return;
        _table.Dispose();
        foreach (var query in _queries) query.Live.Detach();
        _subscriptions.Dispose();
    }

    private void End()
    {
        if (_table.IsStopped) return;
        Dispose();
        _observer.OnCompleted();
    }

    private void Read()
    {
        if (_table.IsStopped) return;
        _table.CatchUp();
        foreach (var readings in _readings) _observer.OnNext(readings);
    }
}
