namespace Streams.Grouping;

/// <summary>One query's lease on the group in a row.</summary>
internal struct Place
{
    /// <summary>The end of a group whose lease is over but which is kept by its worker's heartbeats (N12).</summary>
    internal const long Kept = long.MaxValue;

    /// <summary>When its lease ends, in ticks of UTC; of a group that is remembered, when it is forgotten.</summary>
    internal long Ends;

    /// <summary>The order of its last event.</summary>
    internal long Version;

    /// <summary>1 + the rank of the source that holds the lease; the same below zero where it has ended and the group is remembered (N3); 0 if there is no
    /// group.</summary>
    internal int Holder;

    /// <summary>Whether only a source that nobody vouches for has named its worker (N4).</summary>
    internal bool IsStranger;

    /// <summary>Whether it has had a second event.</summary>
    internal bool WasRenewed;

    /// <summary>
    /// Whether it stands for all queries that have the same lease, whose own places are then not up to date (<see cref="SharedLease{TEvent}"/>).
    /// </summary>
    internal bool IsShared;

    internal readonly bool IsHeld => Holder > 0;

    internal readonly bool IsRemembered => Holder < 0;

    internal readonly bool IsLike(in Place other) =>
        Holder == other.Holder && Ends == other.Ends && Version == other.Version && IsStranger == other.IsStranger && WasRenewed == other.WasRenewed;
}
