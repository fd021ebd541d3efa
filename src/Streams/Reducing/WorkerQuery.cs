using Streams.Events;
using Streams.Grouping;

namespace Streams.Reducing;

/// <summary>What is asked of workers: how their events are grouped, how long groups live, and what is kept of them in which windows.</summary>
/// <typeparam name="TEvent">Any type of event.</typeparam>
public sealed record WorkerQuery<TEvent>
{
    /// <summary>The labels of an event's group; the first one is its worker. Queries with the same function share the keys' rows.</summary>
    public required Func<TEvent, WorkerKey> By { get; init; }

    /// <summary>What <see cref="By"/> chooses from. Default: unknown, and then every event's key is made and looked up.</summary>
    internal KeyChoice<TEvent>? Choice { get; init; }

    /// <summary>How long groups live.</summary>
    public required Leases<TEvent> Leases { get; init; }

    /// <summary>An event's time, in ticks of UTC.</summary>
    public required Func<TEvent, long> TimeTicks { get; init; }

    /// <summary>The windows, and what is kept of each.</summary>
    public required IReadOnlyList<WindowPlan<TEvent>> Windows { get; init; }

    /// <summary>How long after its end a window stays open. Not negative. Default 0 s.</summary>
    public TimeSpan Lateness { get; init; }

    /// <summary>Windows that began earlier are not shown. Default: all are shown.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Which groups live, while the query runs.</summary>
    public LiveGroups<TEvent> Live { get; init; } = new();
}
