using Streams.Definition;
using Streams.Events;
using Streams.Publishing;

namespace Streams.LivePage;

/// <summary>A family's share of a table: its rows, which the page keeps, and its single series.</summary>
internal sealed class LiveColumn(SeriesFamily family, Lock gate)
{
    private readonly List<(IReadOnlyList<string> LastLabels, ISeriesRows Rows, RowHistory History)> _rows = [];
    private readonly Dictionary<WorkerKey, Cell> _cells = [];

    internal SeriesFamily Family => family;

    internal ISeriesRows Add(IReadOnlyList<string> lastLabels, ISeriesRows rows)
    {
        lock (gate) _rows.Add((lastLabels, rows, new RowHistory(rows)));
        return rows;
    }

    internal ISeries Add(IReadOnlyList<string> labels, ISeries series) => new Cell(this, new WorkerKey([.. labels]), series);

    /// <summary>What the column shows now, each part in the order of its keys, with the values of the labels behind those of a key. Under the gate.</summary>
    internal IEnumerable<(IReadOnlyList<string> LastLabels, ShownRows Rows)> Shown()
    {
        foreach (var (lastLabels, rows, _) in _rows) yield return (lastLabels, rows.Shown);
        if (_cells.Count > 0) yield return ([], ShownCells());
    }

    /// <summary>Takes the rows of a gauge into the history; a counter says little by its height. Under the gate.</summary>
    /// <returns>The bytes that are kept for them.</returns>
    internal long Remember(long beat) => family.Type == MetricType.Gauge ? _rows.Sum(part => part.History.Take(beat)) : 0;

    /// <summary>Forgets the beats before this one. Under the gate.</summary>
    /// <returns>The bytes that are free again.</returns>
    internal long Forget(long before) => _rows.Sum(part => part.History.Forget(before));

    /// <summary>The parts with what they remember. Under the gate.</summary>
    internal IEnumerable<(IReadOnlyList<string> LastLabels, RowHistory History)> Remembered() => _rows.Select(part => (part.LastLabels, part.History));

    private ShownRows ShownCells()
    {
        var cells = _cells.OrderBy(cell => cell.Key).ToArray();
        return new ShownRows([.. cells.Select(cell => cell.Key)], cells.Select(cell => cell.Value.Value).ToArray());
    }

    private void Show(WorkerKey key, Cell cell)
    {
        lock (gate) _cells[key] = cell;
    }

    /// <summary>Takes a series from the column, if it is still there: a group that begins anew at once has a new one in its place.</summary>
    private void Hide(WorkerKey key, Cell cell)
    {
        lock (gate)
        {
            if (_cells.TryGetValue(key, out var shown) && shown == cell) _cells.Remove(key);
        }
    }

    /// <summary>A single series.</summary>
    private sealed class Cell(LiveColumn column, WorkerKey key, ISeries next) : ISeries
    {
        private bool _shown;

        internal double Value { get; private set; }

        public void Set(double value)
        {
            next.Set(value);
            Value = value;
            if (_shown) return;
            _shown = true;
            column.Show(key, this);
        }

        public void Remove()
        {
            next.Remove();
            if (_shown) column.Hide(key, this);
        }
    }
}
