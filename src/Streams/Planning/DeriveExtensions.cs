using System.Reactive.Disposables;
using System.Reactive.Linq;
using Streams.Definition;

namespace Streams.Planning;

/// <summary>Makes metrics of metrics.</summary>
internal static class DeriveExtensions
{
    /// <summary>Adds, at the end of every read, the readings of the metrics that are made of others (N15), where one of these has changed.</summary>
    internal static IObservable<WindowReadings> Derive(
        this IObservable<WindowReadings> readings, IReadOnlyList<MetricDefinition> derived, IObservable<DateTimeOffset> reads) =>
        derived.Count == 0 ? readings : Observable.Create<WindowReadings>(observer =>
        {
            DerivedView[] views = [.. derived.Select(metric => new DerivedView(metric))];
            // Whoever subscribes to the reads first is told first: what is derived comes behind what it is made of.
            var others = readings.Do(See).Subscribe(observer);
            return new CompositeDisposable(others, reads.Subscribe(_ => Read(), observer.OnError, static () => { }));

            void See(WindowReadings reading)
            {
                foreach (var view in views) view.See(reading);
            }

            void Read()
            {
                foreach (var view in views)
                {
                    if (view.Read() is not { } reading) continue;
                    See(reading);
                    observer.OnNext(reading);
                }
            }
        });
}
