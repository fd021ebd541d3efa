namespace Streams.Grouping;

/// <summary>Which groups of a query live, while an operator that it was given to runs.</summary>
/// <remarks>Serves one subscription at a time, on its thread. The queries change nothing; they assume that what was due has run.</remarks>
/// <typeparam name="TEvent">Any type of event.</typeparam>
public sealed class LiveGroups<TEvent>
{
    private Groups<TEvent>? _groups;

    /// <summary>Live groups.</summary>
    public int Count => _groups?.Count ?? 0;

    /// <summary>Events left out because of the cap since the operator was subscribed. Stays 0 where <see cref="WouldExceed"/> is asked first.</summary>
    public long Refused => _groups?.Refused ?? 0;

    /// <summary>Whether an event that enters would begin one more group than the cap (N4).</summary>
    /// <remarks>A takeover first frees the worker's groups, and what precedence ignores begins nothing. A comparison below the cap, else O(1).</remarks>
    public bool WouldExceed(in TEvent e) => Refuses(in e, 0);

    /// <summary>The same where others vouch for workers: at an instant, in ticks.</summary>
    internal bool Refuses(in TEvent e, long now) => _groups is { } groups && groups.Refuses(e, now);

    /// <summary>Whether it has to be looked at who may begin a group. Where it has not, that is so until the pipeline's budget changes.</summary>
    internal bool IsCrowded => _groups is { IsCrowded: true };

    /// <summary>Groups that made room for others (N4).</summary>
    internal long Displaced => _groups?.Displaced ?? 0;

    /// <summary>How often what a group had taken began anew, since a sum would have left the exact range (N10).</summary>
    internal long Restarts => _groups?.Restarts ?? 0;

    /// <summary>Extends every lease, by ticks (N13).</summary>
    internal void Extend(long by) => _groups?.Extend(by);

    internal void Attach(Groups<TEvent> groups)
    {
        if (_groups is not null) throw new InvalidOperationException("These live groups are already those of a subscription.");
        _groups = groups;
    }

    internal void Detach() => _groups = null;
}
