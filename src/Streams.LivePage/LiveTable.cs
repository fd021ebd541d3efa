using System.Text.Json;
using Streams.Publishing;

namespace Streams.LivePage;

/// <summary>All series that have the same constant labels, and the same names of others.</summary>
/// <remarks>Rows come and go under the gate; a value is its series' own.</remarks>
internal sealed class LiveTable(SeriesFamily first, Lock gate)
{
    private readonly List<SeriesFamily> _columns = [];
    private readonly Dictionary<string, LiveRow> _rows = [];

    /// <summary>A family's share of the table. Under the gate.</summary>
    internal ISeriesFamily Declare(SeriesFamily family, ISeriesFamily next)
    {
        var column = _columns.FindIndex(c => c.Name == family.Name);
        if (column < 0)
        {
            column = _columns.Count;
            _columns.Add(family);
        }

        return new Column(this, column, next);
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("constants");
        foreach (var (label, value) in first.ConstantLabels) json.WriteString(label, value);
        json.WriteEndObject();
        json.WriteStartArray("labels");
        foreach (var label in first.LabelNames) json.WriteStringValue(label);
        json.WriteEndArray();
        json.WriteStartArray("columns");
        foreach (var column in _columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("help", column.Help);
            json.WriteString("type", column.Type.ToString().ToLowerInvariant());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("rows");
        foreach (var row in _rows.Values) row.Write(json, _columns.Count);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Show(string[] values, int column, Cell cell)
    {
        lock (gate)
        {
            var key = string.Join('\0', values);
            if (!_rows.TryGetValue(key, out var row)) _rows.Add(key, row = new LiveRow(values));
            row.Show(column, cell);
        }
    }

    private void Hide(string[] values, int column, Cell cell)
    {
        lock (gate)
        {
            var key = string.Join('\0', values);
            if (_rows.TryGetValue(key, out var row) && row.Hide(column, cell)) _rows.Remove(key);
        }
    }

    private sealed class Column(LiveTable table, int index, ISeriesFamily next) : ISeriesFamily
    {
        public ISeries Create(IReadOnlyList<string> labelValues) => new Cell(table, index, [.. labelValues], next.Create(labelValues));
    }

    /// <summary>One series: a value in a row.</summary>
    internal sealed class Cell(LiveTable table, int column, string[] values, ISeries next) : ISeries
    {
        private bool _shown;

        internal double Value { get; private set; }

        public void Set(double value)
        {
            next.Set(value);
            Value = value;
            if (_shown) return;
            _shown = true;
            table.Show(values, column, this);
        }

        public void Remove()
        {
            next.Remove();
            if (_shown) table.Hide(values, column, this);
        }
    }
}
