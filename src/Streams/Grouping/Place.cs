namespace Streams.Grouping;

/// <summary>One group: what a row keeps of one query's lease on it.</summary>
internal struct Place
{
    /// <summary>The end of a group that lives on without a lease of its own, since its worker beats (N12).</summary>
    internal const long Kept = long.MaxValue;

    /// <summary>When its lease ends, in ticks of UTC.</summary>
    internal long Ends;

    /// <summary>The order of its last event.</summary>
    internal long Version;

    /// <summary>1 + the rank of the source that has the lease; 0 where there is no group.</summary>
    internal int Holder;

    internal readonly bool IsHeld => Holder > 0;
}
