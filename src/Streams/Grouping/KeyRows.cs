using Streams.Events;

namespace Streams.Grouping;

/// <summary>The keys of all queries that group alike: each has a row, with a place for each query side by side, and stands in a list of its worker's.</summary>
/// <remarks>
/// A key remembers its row, so that an event of a known worker finds it by a comparison of references: some 20 ns less than a
/// look-up, and more where the table is larger than the processor's caches. Rows without a group stay until there are many, and
/// are taken up again where their key returns.
/// </remarks>
internal sealed class KeyRows
{
    private const int None = -1;

    private readonly Dictionary<WorkerKey, int> _byKey = [];
    private readonly SortedRows _sorted;
    private readonly Stack<int> _free = [];
    private readonly WorkerRows _workers;
    private readonly int _queries;
    private readonly int[] _leaders;
    private Row[] _rows = [];
    private Place[] _places = [];
    private int _used;
    private int _left;
    private int _occupants;
    private int[] _inOrder = [];
    private bool _isArranged = true;

    internal KeyRows(int queries)
        : this([.. Enumerable.Range(0, queries)])
    {
    }

    /// <summary>Rows without keys.</summary>
    /// <param name="leaders">For each query the first one with the same lease.</param>
    internal KeyRows(int[] leaders)
    {
        _leaders = leaders;
        var queries = _queries = leaders.Length;
        Leases = new LeaseWheel(EndOf);
        _workers = new WorkerRows(queries);
        _sorted = new SortedRows((a, b) => _rows[a].Key!.CompareTo(_rows[b].Key));
    }

    /// <summary>Which rows have a lease that is over.</summary>
    internal LeaseWheel Leases { get; }

    /// <summary>How many rows there is room for.</summary>
    internal int Capacity => _rows.Length;

    /// <summary>No row that is in use has this number, or a greater one.</summary>
    internal int Used => _used;

    /// <summary>The row of a key; -1 where it has none.</summary>
    internal int Find(WorkerKey key)
    {
        var row = key.Row;
        return (uint)row < (uint)_rows.Length && ReferenceEquals(_rows[row].Key, key) ? row : FindEqual(key);
    }

    /// <summary>Whether a row is still that of the key that it was when its occupant was asked for.</summary>
    internal bool IsStill(int row, int occupant) => (uint)row < (uint)_rows.Length && _rows[row].Occupant == occupant;

    /// <summary>A number of the key in a row; no other key gets it.</summary>
    internal int OccupantOf(int row) => _rows[row].Occupant;

    internal WorkerKey KeyOf(int row) => _rows[row].Key!;

    /// <summary>A query's place in a row, to be changed for it alone.</summary>
    internal ref Place PlaceOf(int row, int query)
    {
        var first = row * _queries;
        if (_places[first + _leaders[query]].IsShared) Part(first, _leaders[query]);
        return ref _places[first + query];
    }

    /// <summary>A query's place in a row, to be looked at.</summary>
    internal ref readonly Place LookAt(int row, int query)
    {
        ref readonly var shared = ref SharedOf(row, _leaders[query]);
        return ref shared.IsShared ? ref shared : ref _places[(row * _queries) + query];
    }

    /// <summary>The place in a row that the first query of a lease shares with the others, if it does.</summary>
    internal ref Place SharedOf(int row, int leader) => ref _places[(row * _queries) + leader];

    /// <summary>From now on one place stands for all queries of a lease, where it is the same for all of them.</summary>
    internal void Share(int row, int leader)
    {
        var first = row * _queries;
        ref var place = ref _places[first + leader];
        if (!place.IsHeld || place.IsShared) return;
        for (var query = leader + 1; query < _queries; query++)
        {
            if (_leaders[query] == leader && !place.IsLike(_places[first + query])) return;
        }

        place.IsShared = true;
    }

    /// <summary>The groups of a row's worker in a query.</summary>
    internal ref WorkerGroups GroupsOf(int row, int query) => ref _workers.GroupsOf(_rows[row].Worker, query);

    /// <summary>The groups of a worker in a query; none if the worker is unknown.</summary>
    internal WorkerGroups GroupsOf(string worker, int query) => _workers.Find(worker) is >= 0 and var known ? _workers.GroupsOf(known, query) : default;

    /// <summary>The first of a worker's rows; -1 where it has none.</summary>
    internal int FirstOf(string worker) => _workers.Find(worker) is >= 0 and var known ? _workers.FirstOf(known) : None;

    /// <summary>Calls back for every worker that has a group in a query, with the rank of its source there.</summary>
    internal void ForEachWorker(int query, Action<string, int> tell) => _workers.ForEach(query, tell);

    /// <summary>The worker's next row; -1 behind the last.</summary>
    internal int Next(int row) => _rows[row].Next;

    /// <summary>A row for a key that has none.</summary>
    internal int Add(WorkerKey key)
    {
        if (_left > 64 + (_byKey.Count / 2)) Sweep();
        if (!_free.TryPop(out var row)) row = _used++;
        if (row >= _rows.Length) Grow();
        var worker = _workers.Enter(key.Worker);
        _rows[row] = new Row { Key = key, Occupant = ++_occupants, Worker = worker, Previous = _workers.LastOf(worker), Next = None };
        if (_rows[row].Previous == None) _workers.FirstOf(worker) = row;
        else _rows[_rows[row].Previous].Next = row;
        _workers.LastOf(worker) = row;
        key.Row = row;
        _byKey.Add(key, row);
        _sorted.Add(row);
        _isArranged = false;
        _left++;
        return row;
    }

    /// <summary>A group begins in a row.</summary>
    internal void Join(int row)
    {
        if (_rows[row].Groups++ == 0) _left--;
    }

    /// <summary>A group in a row ends.</summary>
    internal void Leave(int row)
    {
        if (--_rows[row].Groups > 0) return;
        _left++;
        Leases.Remove(row);
    }

    /// <summary>Whether any query has a group in a row.</summary>
    internal bool IsLive(int row) => _rows[row].Groups > 0;

    /// <summary>All rows in the order of their keys; some may be without a group.</summary>
    internal ReadOnlySpan<int> InOrder()
    {
        if (_left > 64 + (_byKey.Count / 2)) Sweep();
        if (!_isArranged)
        {
            if (_inOrder.Length < _byKey.Count) _inOrder = new int[Math.Min(_rows.Length, _byKey.Count + (_byKey.Count / 4))];
            _sorted.CopyTo(_inOrder);
            _isArranged = true;
        }

        return _inOrder.AsSpan(0, _byKey.Count);
    }

    /// <summary>The first end of the groups in a row.</summary>
    internal long EndOf(int row)
    {
        var end = long.MaxValue;
        for (var query = 0; query < _queries; query++)
        {
            ref readonly var place = ref LookAt(row, query);
            if (place.IsHeld && place.Ends < end) end = place.Ends;
        }

        return end;
    }

    private void Part(int first, int leader)
    {
        ref var shared = ref _places[first + leader];
        shared.IsShared = false;
        for (var query = leader + 1; query < _queries; query++)
        {
            if (_leaders[query] == leader) _places[first + query] = shared;
        }
    }

    private int FindEqual(WorkerKey key)
    {
        var row = key.Row;
        if ((uint)row < (uint)_rows.Length && key.Equals(_rows[row].Key)) return row;
        if (!_byKey.TryGetValue(key, out row)) return None;
        key.Row = row;
        return row;
    }

    private void Grow()
    {
        var capacity = Math.Max(8, _rows.Length + (_rows.Length / 4));
        Array.Resize(ref _rows, capacity);
        Array.Resize(ref _places, capacity * _queries);
    }

    /// <summary>Forgets the rows in which no group lives.</summary>
    private void Sweep()
    {
        _sorted.Keep(IsLive);
        for (var row = 0; row < _used; row++)
        {
            if (_rows[row].Key is { } key && !IsLive(row)) Forget(row, key);
        }

        _left = 0;
        _isArranged = false;
    }

    private void Forget(int row, WorkerKey key)
    {
        var (worker, previous, next) = (_rows[row].Worker, _rows[row].Previous, _rows[row].Next);
        if (previous == None) _workers.FirstOf(worker) = next;
        else _rows[previous].Next = next;
        if (next == None) _workers.LastOf(worker) = previous;
        else _rows[next].Previous = previous;
        if (previous == None && next == None) _workers.Leave(worker);
        _byKey.Remove(key);
        _rows[row] = default;
        _free.Push(row);
    }

    private struct Row
    {
        internal WorkerKey? Key;
        internal int Occupant;
        internal int Groups;
        internal int Worker;
        internal int Previous;
        internal int Next;
    }
}
