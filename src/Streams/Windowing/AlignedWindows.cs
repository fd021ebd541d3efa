using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Streams.Windowing;

/// <summary>The subscription behind <see cref="WindowingExtensions.WindowAligned"/> for windows that have a length.</summary>
internal sealed class AlignedWindows<T> : IObserver<T>, IDisposable
{
    private readonly WindowClock _clock;
    private readonly Func<T, long> _timeTicks;
    private readonly long _sinceTicks;
    private readonly Action<T, bool>? _late;
    private readonly IObserver<IObservable<T>> _observer;
    private readonly SortedList<long, Subject<T>> _open = [];
    private readonly IDisposable _source;

    internal AlignedWindows(
        IObservable<T> events,
        WindowClock clock,
        Func<T, long> timeTicks,
        long sinceTicks,
        Action<T, bool>? late,
        IObserver<IObservable<T>> observer)
    {
        _clock = clock;
        _timeTicks = timeTicks;
        _sinceTicks = sinceTicks;
        _late = late;
        _observer = observer;
        _clock.Closing = Close;
        _source = events.Subscribe(this);
    }

    public void OnNext(T value)
    {
        var pane = _clock.Admit(_timeTicks(value));
        var end = pane + _clock.Grid.PanesInWindow;
        if (pane < _clock.Next) _late?.Invoke(value, end <= _clock.Next);
        for (var window = Math.Max(pane, _clock.Next); window < end; window++)
        {
            if (IsPublished(window)) Open(window).OnNext(value);
        }
    }

    public void OnError(Exception error)
    {
        _clock.Dispose();
        foreach (var window in TakeOpen()) window.OnError(error);
        _observer.OnError(error);
    }

    public void OnCompleted()
    {
        _clock.Dispose();
        foreach (var window in TakeOpen()) window.OnCompleted();
        _observer.OnCompleted();
    }

    public void Dispose()
    {
        _clock.Dispose();
        _source.Dispose();
    }

    private bool IsPublished(long window) => _clock.Grid.BeginOf(window) >= _sinceTicks;

    private Subject<T> Open(long window)
    {
        if (_open.TryGetValue(window, out var opened)) return opened;
        opened = new Subject<T>();
        _open.Add(window, opened);
        _observer.OnNext(opened.AsObservable());
        return opened;
    }

    private void Close(long window)
    {
        if (_open.Remove(window, out var opened)) opened.OnCompleted();
        else if (IsPublished(window)) _observer.OnNext(Observable.Empty<T>());
    }

    private Subject<T>[] TakeOpen()
    {
        Subject<T>[] open = [.. _open.Values];
        _open.Clear();
        return open;
    }
}
