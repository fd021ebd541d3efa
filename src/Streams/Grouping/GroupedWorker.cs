namespace Streams.Grouping;

/// <summary>One worker of a metric: the source that it listens to, and its groups in the order in which they began.</summary>
internal sealed class GroupedWorker<TEvent>(string name, int rank)
{
    private Group<TEvent>? _last;

    internal string Name => name;

    /// <summary>The position, in the metric's <c>from</c>, of the source that has the leases on its groups.</summary>
    internal int Rank { get; set; } = rank;

    internal Group<TEvent>? First { get; private set; }

    internal void Add(Group<TEvent> group)
    {
        group.Previous = _last;
        if (_last is null) First = group;
        else _last.Next = group;
        _last = group;
    }

    internal void Remove(Group<TEvent> group)
    {
        if (group.Previous is null) First = group.Next;
        else group.Previous.Next = group.Next;
        if (group.Next is null) _last = group.Previous;
        else group.Next.Previous = group.Previous;
        group.Previous = group.Next = null;
    }
}
