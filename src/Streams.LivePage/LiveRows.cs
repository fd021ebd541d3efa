using System.Text.Json;
using Streams.Events;
using Streams.Publishing;

namespace Streams.LivePage;

/// <summary>The rows of a table that agree in their last labels: those of its columns, side by side where their keys are the same.</summary>
internal sealed class LiveRows(LiveRows.Part[] parts, IReadOnlyList<string> lastLabels, int columns)
{
    private readonly double[] _values = new double[columns];

    /// <summary>Walks along all columns at once; a row without any value is none.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        while (First() is { } key)
        {
            var isThere = false;
            Array.Fill(_values, double.NaN);
            foreach (var part in parts)
            {
                if (part.Key is not { } own || !own.Equals(key)) continue;
                var value = part.Take();
                if (double.IsNaN(value)) continue;
                _values[part.Column] = value;
                isThere = true;
            }

            if (isThere) Write(json, key);
        }
    }

    private WorkerKey? First()
    {
        WorkerKey? first = null;
        foreach (var part in parts)
        {
            if (part.Key is { } key && (first is null || (!ReferenceEquals(key, first) && key.CompareTo(first) < 0))) first = key;
        }

        return first;
    }

    private void Write(Utf8JsonWriter json, WorkerKey key)
    {
        json.WriteStartArray();
        foreach (var label in key.Values) json.WriteStringValue(label);
        foreach (var label in lastLabels) json.WriteStringValue(label);
        foreach (var value in _values)
        {
            if (double.IsNaN(value)) json.WriteNullValue();
            else json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    /// <summary>Rows of one column, and how far they are taken.</summary>
    internal sealed class Part(int column, ShownRows rows)
    {
        private int _next;

        internal int Column => column;

        /// <summary>The key of the next row; null behind the last.</summary>
        internal WorkerKey? Key => _next < rows.Keys.Length ? rows.Keys[_next] : null;

        internal double Take() => rows.Values.Span[_next++];
    }
}
