namespace Streams.Grouping;

/// <summary>One worker's groups in one query: how many there are, and the rank of the source that holds their leases.</summary>
internal struct WorkerGroups
{
    internal int Count;
    internal int Rank;
}
