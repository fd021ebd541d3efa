namespace Streams.Grouping;

/// <summary>When the groups of one query begin and end (N3, N4, N12). <see cref="LiveGroups{TEvent}"/> shows which ones are live.</summary>
/// <typeparam name="TEvent">Any type of event.</typeparam>
public sealed record Leases<TEvent>
{
    /// <summary>The length of the lease that an event begins or renews. Longer than 0.</summary>
    public required Func<TEvent, TimeSpan> Expire { get; init; }

    /// <summary>How long what a group has taken is kept when its lease has ended: it goes on where an event of the same source would begin it anew (N3).
    /// Not negative. Default 0 s. Sequences of groups, which complete with the lease, do not go on.</summary>
    public TimeSpan Remember { get; init; }

    /// <summary>The rank of the event's source: 0 is listened to first. Not negative. Default: one source.</summary>
    public Func<TEvent, int>? Precedence { get; init; }

    /// <summary>Whether an event may begin a group, and take a worker over; a late one only renews. Default: each may.</summary>
    public Func<TEvent, bool>? Begins { get; init; }

    /// <summary>The most groups that live at once; an event that would begin one more is left out. Default 100,000.</summary>
    public int Cap { get; init; } = 100_000;

    /// <summary>For each source, by rank, the beats that keep its silent groups (N12). Default none; may be shorter than the list of sources.</summary>
    public IReadOnlyList<IReadOnlyList<Beats>> Alive { get; init; } = [];

    /// <summary>Where it is told which workers have gone. Default nowhere.</summary>
    internal Goodbyes? Goodbyes { get; init; }

    /// <summary>For each source, by rank, the beats of the sources that vouch for its workers (N4); null or nothing where nobody has to.</summary>
    internal IReadOnlyList<IReadOnlyList<Beats>> Vouching { get; init; } = [];

    /// <summary>What limits the series of all groups together. Default nothing.</summary>
    internal SeriesBudget? Budget { get; init; }

    /// <summary>The most series that a group shows.</summary>
    internal int Series { get; init; }

    /// <summary>Where the query's workers are counted together with those of other queries. Default nowhere.</summary>
    public WorkerRoster? Roster { get; init; }
}
