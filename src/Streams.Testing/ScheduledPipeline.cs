using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;
using Streams.Definition;
using Streams.Scenarios.Definition;
using Streams.Scenarios.Reading;

namespace Streams.Testing;

/// <summary>A pipeline on the clock of a scheduler, such as Rx's <c>TestScheduler</c>: hot observables feed it, recorders hear its series.</summary>
/// <remarks>
/// Windows and leases end when the scheduler's clock gets there; a series is told of at the instant at which it changes. Begins when it
/// is created. One thread at a time.
/// </remarks>
public sealed class ScheduledPipeline : IDisposable
{
    private readonly IScheduler _scheduler;
    private readonly DateTimeOffset _start;
    private readonly VirtualPipeline _pipeline;
    private readonly SerialDisposable _due = new();
    private readonly CompositeDisposable _feeds = [];
    private readonly List<Action> _watchers = [];

    /// <summary>Begins now, by the scheduler's clock.</summary>
    /// <param name="pipeline">The pipeline; see <see cref="TestPipeline"/>.</param>
    /// <param name="scheduler">The clock.</param>
    public ScheduledPipeline(PipelineDefinition pipeline, IScheduler scheduler)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        _scheduler = scheduler;
        _start = scheduler.Now;
        _pipeline = new VirtualPipeline(pipeline);
    }

    /// <summary>The pipeline, as of the scheduler's now.</summary>
    public VirtualPipeline Pipeline => _pipeline.At(_scheduler.Now - _start);

    /// <summary>Every event of a sequence arrives at a source when the sequence tells it. An error of the sequence is thrown.</summary>
    public void Feed(string source, IObservable<TestEvent> events) =>
        _feeds.Add(events.Subscribe(
            what =>
            {
                Pipeline.Send(source, what);
                Changed();
            },
            error => throw new InvalidOperationException($"the events of {source} failed", error)));

    /// <summary>The values of a series, each as it changes; null where it is absent. Hot: tells what comes after the subscription.</summary>
    /// <param name="series">The one series that it is about, such as <c>llm_load_avg{component="backend"}</c>; labels may be left out.</param>
    public IObservable<double?> Series(string series)
    {
        var selector = ScenarioText.Selector(series);
        return Observable.Create<double?>(observer =>
        {
            double? last = null;
            void Tell()
            {
                var rows = selector.In(_pipeline.Page);
                double? value = rows.Count == 0 ? null : rows.Single().Value;
                if (value == last) return;
                last = value;
                observer.OnNext(value);
            }

            _watchers.Add(Tell);
            return Disposable.Create(() => _watchers.Remove(Tell));
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _feeds.Dispose();
        _due.Dispose();
        _pipeline.Dispose();
    }

    private void Changed()
    {
        foreach (var watcher in _watchers.ToArray()) watcher();
        if (_pipeline.NextDue is not { } due) return;
        _due.Disposable = _scheduler.Schedule(_start + due, () =>
        {
            Pipeline.Look();
            Changed();
        });
    }
}
