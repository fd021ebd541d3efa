using System.Text.Json;
using Streams.Publishing;

namespace Streams.LivePage;

/// <summary>All series of a pipeline that have the same constant labels, and the same names of others.</summary>
internal sealed class LiveTable(string pipeline, SeriesFamily first)
{
    private readonly List<LiveColumn> _columns = [];

    /// <summary>Its columns.</summary>
    internal IReadOnlyList<LiveColumn> Columns => _columns;

    /// <summary>A family's share of the table. Under the gate, as everything here.</summary>
    internal LiveColumn Declare(SeriesFamily family, Lock gate)
    {
        var column = _columns.Find(c => c.Family.Name == family.Name);
        if (column is null) _columns.Add(column = new LiveColumn(family, gate));
        return column;
    }

    internal void Write(Utf8JsonWriter json)
    {
        BeginObject(json);
        json.WriteStartArray("columns");
        foreach (var column in _columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Family.Name);
            json.WriteString("help", column.Family.Help);
            json.WriteString("type", column.Family.Type.ToString().ToLowerInvariant());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("rows");
        var parts = _columns.SelectMany((column, i) => column.Shown().Select(shown => (shown.LastLabels, Part: new LiveRows.Part(i, shown.Rows))));
        foreach (var same in parts.GroupBy(part => string.Join('\0', part.LastLabels)))
        {
            new LiveRows([.. same.Select(part => part.Part)], same.First().LastLabels, _columns.Count).Write(json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes what the columns remember of these beats, a table each, where the filter takes something of it.</summary>
    /// <returns>How many series; it ends where they would be more than <paramref name="most"/>.</returns>
    internal int WriteHistory(Utf8JsonWriter json, HistoryFilter filter, long first, int beats, int most)
    {
        var count = 0;
        foreach (var column in _columns.Where(column => filter.Takes(pipeline, column.Family.Name)))
        {
            BeginObject(json);
            json.WriteStartArray("columns");
            json.WriteStartObject();
            json.WriteString("name", column.Family.Name);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartArray("rows");
            foreach (var (lastLabels, history) in column.Remembered())
            {
                if (filter.Keys(column.Family.LabelNames, lastLabels) is not { } wanted) continue;
                foreach (var (key, values) in history.Series(first, beats, wanted))
                {
                    if (++count > most) return count;
                    json.WriteStartArray();
                    foreach (var label in key.Values.Concat(lastLabels)) json.WriteStringValue(label);
                    json.WriteStartArray();
                    foreach (var value in values)
                    {
                        if (float.IsFinite(value)) json.WriteNumberValue(value);
                        else json.WriteNullValue();
                    }

                    json.WriteEndArray();
                    json.WriteEndArray();
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return count;
    }

    private void BeginObject(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("pipeline", pipeline);
        json.WriteStartObject("constants");
        foreach (var (label, value) in first.ConstantLabels) json.WriteString(label, value);
        json.WriteEndObject();
        json.WriteStartArray("labels");
        foreach (var label in first.LabelNames) json.WriteStringValue(label);
        json.WriteEndArray();
    }
}
