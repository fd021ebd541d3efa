namespace Streams.Grouping;

/// <summary>The workers of <see cref="KeyRows"/>, each with the ends of the list of its rows and its groups in every query.</summary>
internal sealed class WorkerRows(int queries)
{
    private readonly Dictionary<string, int> _byName = [];
    private readonly Stack<int> _free = [];
    private string[] _names = [];
    private (int First, int Last)[] _rows = [];
    private WorkerGroups[] _groups = [];
    private int _used;

    /// <summary>A worker's number; -1 where it is not there.</summary>
    internal int Find(string name) => _byName.TryGetValue(name, out var worker) ? worker : -1;

    /// <summary>A worker's number, a new one where it was not there.</summary>
    internal int Enter(string name)
    {
        if (_byName.TryGetValue(name, out var worker)) return worker;
        if (!_free.TryPop(out worker)) worker = _used++;
        if (worker >= _names.Length) Grow();
        _byName.Add(name, worker);
        _names[worker] = name;
        _rows[worker] = (-1, -1);
        return worker;
    }

    /// <summary>Removes a worker that has no rows left.</summary>
    internal void Leave(int worker)
    {
        _byName.Remove(_names[worker]);
        _names[worker] = "";
        _free.Push(worker);
    }

    internal ref int FirstOf(int worker) => ref _rows[worker].First;

    internal ref int LastOf(int worker) => ref _rows[worker].Last;

    internal ref WorkerGroups GroupsOf(int worker, int query) => ref _groups[(worker * queries) + query];

    /// <summary>Calls back for every worker that has a group in a query, with the rank of its source there.</summary>
    internal void ForEach(int query, Action<string, int> tell)
    {
        foreach (var (name, worker) in _byName)
        {
            if (GroupsOf(worker, query) is { Count: > 0, Rank: var rank }) tell(name, rank);
        }
    }

    private void Grow()
    {
        var capacity = Math.Max(8, _names.Length + (_names.Length / 4));
        Array.Resize(ref _names, capacity);
        Array.Resize(ref _rows, capacity);
        Array.Resize(ref _groups, capacity * queries);
    }
}
