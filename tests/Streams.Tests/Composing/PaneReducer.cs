using System.Reactive.Linq;
using Streams.Across;
using Streams.Events;
using Streams.Grouping;
using Streams.Reducing;
using Streams.Windowing;

namespace Streams.Tests.Composing;

/// <summary>The subscription behind <see cref="ReducingExtensions.Hop"/>: a reduction for each pane, merged at each window's end.</summary>
internal sealed class PaneReducer : IObserver<Event>, IDisposable
{
    private readonly ReductionPlan _plan;
    private readonly WindowClock _clock;
    private readonly long _sinceTicks;
    private readonly Action<Event, bool>? _late;
    private readonly IObserver<Reduction> _observer;
    private readonly Dictionary<long, Reduction> _panes = [];
    private readonly IDisposable _source;

    internal PaneReducer(
        IObservable<Event> events,
        ReductionPlan plan,
        WindowClock clock,
        long sinceTicks,
        Action<Event, bool>? late,
        IObserver<Reduction> observer)
    {
        _plan = plan;
        _clock = clock;
        _sinceTicks = sinceTicks;
        _late = late;
        _observer = observer;
        _clock.Closing = Close;
        _source = events.Subscribe(this);
    }

    public void OnNext(Event value)
    {
        var pane = _clock.Admit(value.TimeTicks);
        var missesAll = pane + _clock.Grid.PanesInWindow <= _clock.Next;
        if (pane < _clock.Next) _late?.Invoke(value, missesAll);
        if (missesAll) return;
        if (!_panes.TryGetValue(pane, out var reduction)) _panes[pane] = reduction = _plan.New();
        reduction.Add(value);
    }

    public void OnError(Exception error)
    {
        _clock.Dispose();
        _observer.OnError(error);
    }

    public void OnCompleted()
    {
        _clock.Dispose();
        _observer.OnCompleted();
    }

    public void Dispose()
    {
        _clock.Dispose();
        _source.Dispose();
    }

    private void Close(long window)
    {
        var first = window - _clock.Grid.PanesInWindow + 1;
        if (_clock.Grid.BeginOf(window) >= _sinceTicks)
        {
            var whole = _plan.New();
            for (var pane = first; pane <= window; pane++)
            {
                if (_panes.TryGetValue(pane, out var reduction)) whole.Merge(reduction);
            }

            _observer.OnNext(whole);
        }

        _panes.Remove(first);
    }
}
