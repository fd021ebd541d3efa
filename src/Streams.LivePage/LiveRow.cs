using System.Text.Json;

namespace Streams.LivePage;

/// <summary>All series that have the same labels, with the same values.</summary>
internal sealed class LiveRow(string[] labels)
{
    private LiveTable.Cell?[] _cells = [];

    internal void Show(int column, LiveTable.Cell cell)
    {
        // Families may be declared after the row has come.
        if (column >= _cells.Length) Array.Resize(ref _cells, column + 1);
        _cells[column] = cell;
    }

    /// <summary>Takes a series from the row, if it is still there.</summary>
    /// <returns>Whether the row is empty now.</returns>
    internal bool Hide(int column, LiveTable.Cell cell)
    {
        // A group that begins anew at once has a new series in the place of the old one.
        if (ReferenceEquals(_cells[column], cell)) _cells[column] = null;
        return Array.TrueForAll(_cells, c => c is null);
    }

    internal void Write(Utf8JsonWriter json, int columns)
    {
        json.WriteStartArray();
        foreach (var label in labels) json.WriteStringValue(label);
        for (var column = 0; column < columns; column++)
        {
            if (column < _cells.Length && _cells[column] is { } cell) json.WriteNumberValue(cell.Value);
            else json.WriteNullValue();
        }

        json.WriteEndArray();
    }
}
