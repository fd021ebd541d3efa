using Streams.Events;

namespace Streams.Grouping;

/// <summary>The queries of a <see cref="WorkerTable{TEvent}"/> that group alike, and where the event in hand stands in their rows.</summary>
internal sealed class SharedKeys<TEvent>
{
    internal SharedKeys(Groups<TEvent>[] groups)
    {
        Groups = groups;
        Rows = new KeyRows(groups.Length);
        for (var i = 0; i < groups.Length; i++) groups[i].Attach(Rows, i);
    }

    internal Groups<TEvent>[] Groups { get; }

    internal KeyRows Rows { get; }

    /// <summary>The order of the event in hand.</summary>
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

    /// <summary>Makes a row for the key in hand.</summary>
    internal int Add()
    {
        var capacity = Rows.Capacity;
        Row = Rows.Add(Key);
        if (Rows.Capacity == capacity) return Row;
        foreach (var groups in Groups) groups.Grow(Rows.Capacity);
        return Row;
    }

    /// <summary>Nobody counts the workers any more.</summary>
    internal void Withdraw()
    {
        foreach (var groups in Groups)
        {
            if (groups.Roster is { } roster) Rows.ForEachWorker(groups.Query, roster.Withdraw);
        }
    }
}
