namespace Streams.Grouping;

/// <summary>Something that lives until an instant which may move: [last, last + expire), half open (N3).</summary>
internal abstract class Lease
{
    /// <summary>The instant at which it is gone, in ticks of UTC.</summary>
    internal long Ends;

    /// <summary>When its <see cref="LeaseQueue{TLease}"/> looks at it next; 0 where it does not.</summary>
    internal long CheckAt;
}
