using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Streams.Windowing;

/// <summary>The one window of <see cref="Over.All"/>: opens with the first event, ends with the source.</summary>
internal sealed class WholeWindow<T>(IObserver<IObservable<T>> observer) : IObserver<T>
{
    private Subject<T>? _window;

    public void OnNext(T value)
    {
        if (_window is null)
        {
            _window = new Subject<T>();
            observer.OnNext(_window.AsObservable());
        }

        _window.OnNext(value);
    }

    public void OnError(Exception error)
    {
        _window?.OnError(error);
        observer.OnError(error);
    }

    public void OnCompleted()
    {
        _window?.OnCompleted();
        observer.OnCompleted();
    }
}
