using Streams.Events;

namespace Streams.Grouping;

/// <summary>The queries of a <see cref="WorkerTable{TEvent}"/> that group by the same key, and the row of the current event's key in them.</summary>
internal sealed class SharedKeys<TEvent>
{
    internal SharedKeys(Groups<TEvent>[] groups)
    {
        Groups = groups;
        var leaders = Array.ConvertAll(groups, group => Array.FindIndex(groups, group.HasLeaseOf));
        Rows = new KeyRows(leaders);
        for (var i = 0; i < groups.Length; i++) groups[i].Attach(Rows, i);
        Leases = [.. leaders.Distinct().Select(leader => new SharedLease<TEvent>(this, [.. groups.Where((_, i) => leaders[i] == leader)]))];
    }

    internal Groups<TEvent>[] Groups { get; }

    internal KeyRows Rows { get; }

    /// <summary>The queries by their leases.</summary>
    internal SharedLease<TEvent>[] Leases { get; }

    /// <summary>The order number of the current event.</summary>
    internal long Order { get; private set; }

    /// <summary>Its key.</summary>
    internal WorkerKey Key { get; private set; } = WorkerKey.None;

    /// <summary>Its row; -1 where the key has none.</summary>
    internal int Row { get; private set; }

    internal void Find(in TEvent e, long order)
    {
        Order = order;
        Key = Groups[0].By(e);
        Row = Rows.Find(Key);
    }

    /// <summary>Adds a row for the current key.</summary>
    internal int Add()
    {
        var capacity = Rows.Capacity;
        Row = Rows.Add(Key);
        if (Rows.Capacity == capacity) return Row;
        foreach (var groups in Groups) groups.Grow(Rows.Capacity);
        return Row;
    }

    /// <summary>Removes the workers from the rosters of all queries.</summary>
    internal void Withdraw()
    {
        foreach (var groups in Groups)
        {
            if (groups.Roster is { } roster) Rows.ForEachWorker(groups.Query, (worker, rank) => roster.Withdraw(worker, groups.NeedsVoucher(rank)));
        }
    }
}
