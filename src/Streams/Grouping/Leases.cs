namespace Streams.Grouping;

/// <summary>How the groups of one metric live, and, while <c>GroupByWorker</c> runs, which ones do (N3, N4, N12).</summary>
/// <remarks>Serves one subscription at a time, on its thread. The queries change nothing; they assume that what was due has run.</remarks>
/// <typeparam name="TEvent">Any type of event.</typeparam>
public sealed class Leases<TEvent>
{
    private GroupByWorkerSink<TEvent>? _sink;

    /// <summary>The length of the lease that an event begins or renews. Longer than 0.</summary>
    public required Func<TEvent, TimeSpan> Expire { get; init; }

    /// <summary>The position of the event's source in the metric's <c>from</c>: 0 is listened to first. Default: one source.</summary>
    public Func<TEvent, int>? Precedence { get; init; }

    /// <summary>Whether an event may begin a group, and take a worker over; a late one only renews. Default: each may.</summary>
    public Func<TEvent, bool>? Begins { get; init; }

    /// <summary>The most groups that live at once; an event that would begin one more is left out. Default 100,000.</summary>
    public int Cap { get; init; } = 100_000;

    /// <summary>For each source, by precedence, the beats that keep its silent groups (N12). Default none; may be shorter than the list of sources.</summary>
    public IReadOnlyList<IReadOnlyList<Beats>> Alive { get; init; } = [];

    /// <summary>Where the metric's workers are counted together with those of other metrics. Default nowhere.</summary>
    public WorkerRoster? Roster { get; init; }

    /// <summary>Live groups.</summary>
    public int Count => _sink?.Count ?? 0;

    /// <summary>Events left out because of the cap since the operator was subscribed. Stays 0 where <see cref="WouldExceed"/> is asked first.</summary>
    public long Refused => _sink?.Refused ?? 0;

    /// <summary>Whether an event that enters the metric would begin one more group than the cap (N4).</summary>
    /// <remarks>A takeover first frees the worker's groups, and what precedence ignores begins nothing. A comparison below the cap, else O(1).</remarks>
    public bool WouldExceed(in TEvent e) => _sink is { } sink && sink.Count >= Cap && sink.WouldBegin(e);

    internal void Attach(GroupByWorkerSink<TEvent> sink)
    {
        if (_sink is not null) throw new InvalidOperationException("These leases already serve a subscription.");
        _sink = sink;
    }

    internal void Detach() => _sink = null;
}
