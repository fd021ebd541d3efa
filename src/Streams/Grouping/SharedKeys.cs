using Streams.Events;

namespace Streams.Grouping;

/// <summary>The queries of a <see cref="WorkerTable{TEvent}"/> that group by the same key, and the row of the current event's key in them.</summary>
internal sealed class SharedKeys<TEvent>
{
    private readonly KeyChoice<TEvent>? _choice;
    private readonly int _memo;
    private WorkerKey? _key;

    /// <summary>Makes room for the rows of some queries.</summary>
    /// <param name="groups">The queries.</param>
    /// <param name="memo">Which of a key's memos of rows is theirs.</param>
    internal SharedKeys(Groups<TEvent>[] groups, int memo)
    {
        Groups = groups;
        _choice = memo < RowMemos.Count ? groups[0].Choice : null;
        _memo = memo;
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
    internal WorkerKey Key => _key ??= Rows.KeyOf(Row);

    /// <summary>Its row; -1 where the key has none.</summary>
    internal int Row { get; private set; }

    internal void Find(in TEvent e, long order)
    {
        Order = order;
        if (_choice is null)
        {
            _key = Groups[0].By(e);
            Row = Rows.Find(_key);
            return;
        }

        // The event's own keys remember the row: the key of the group, two objects further, is not touched.
        ref var memo = ref _choice(in e, out var choice).Memos[_memo];
        if (memo.Choice == choice && Rows.IsStill(memo.Row, memo.Occupant))
        {
            _key = null;
            Row = memo.Row;
            return;
        }

        _key = Groups[0].By(e);
        Row = Rows.Find(_key);
        if (Row >= 0) memo = new RowMemo(choice, Row, Rows.OccupantOf(Row));
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
