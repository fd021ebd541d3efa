using System.Reactive.Linq;
using System.Reactive.Subjects;
using Streams.Definition;
using Streams.Events;
using Streams.Planning;

namespace Streams.Lane;

/// <summary>What a lane takes and shows, as observables.</summary>
/// <remarks>
/// Hot, on the lane's thread: what an observer throws ends the lane, and while it works the lane waits. They go on where the lane
/// starts anew (L7), complete when it stops, and fail with what ended it. Without observers they cost nothing. Subscribing is safe from any thread.
/// </remarks>
public sealed class LaneData
{
    private readonly string[] _sources;
    private readonly Subject<Event>[] _events;
    private readonly Subject<WindowReadings> _readings = new();

    internal LaneData(PipelineDefinition definition)
    {
        _sources = [.. definition.Sources.Select(s => s.Name)];
        _events = Array.ConvertAll(_sources, _ => new Subject<Event>());
    }

    /// <summary>At every read, the readings of each metric's windows that can have changed since the read before.</summary>
    public IObservable<WindowReadings> Readings => _readings.AsObservable();

    /// <summary>The accepted events of a source, each after the pipeline has taken it. An event's values are valid during the call only.</summary>
    /// <exception cref="ArgumentException">There is no such source.</exception>
    public IObservable<Event> Events(string source)
    {
        var index = Array.IndexOf(_sources, source);
        return index >= 0 ? _events[index].AsObservable() : throw new ArgumentException($"The pipeline has no source {source}.", nameof(source));
    }

    internal void OnEvent(in Event e)
    {
        var events = _events[e.Source];
        if (events.HasObservers) events.OnNext(e);
    }

    internal void OnReadings(WindowReadings readings) => _readings.OnNext(readings);

    internal void End(Exception? broken)
    {
        foreach (var events in _events) End(events, broken);
        End(_readings, broken);
    }

    private static void End<T>(Subject<T> subject, Exception? broken)
    {
        if (broken is null) subject.OnCompleted();
        else subject.OnError(broken);
    }
}
