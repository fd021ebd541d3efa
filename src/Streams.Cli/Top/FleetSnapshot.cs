using System.Text.Json;

namespace Streams.Cli.Top;

/// <summary>One event of <c>/events</c>: every series that the daemon shows, in tables.</summary>
/// <param name="Time">The instant that it shows, RFC 3339.</param>
/// <param name="Tables">A table for each pipeline and set of label names.</param>
internal sealed record FleetSnapshot(string Time, IReadOnlyList<FleetTable> Tables)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    internal static FleetSnapshot Parse(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<FleetSnapshot>(json, Json)!;

    /// <summary>The values of a family.</summary>
    internal IEnumerable<double> Values(string family) => Tables.SelectMany(t => t.Rows.Select(r => t.Value(r, family))).OfType<double>();

    /// <summary>The tables that a pipeline's metrics are in, with those columns alone.</summary>
    internal IEnumerable<FleetTable> OfPipelines => Tables.Where(t => t.Rows.Count > 0 && t.Columns.Any(c => !c.IsOfTheDaemon));

    /// <summary>The rows of workers of an LLM fleet.</summary>
    internal IEnumerable<(FleetTable Table, JsonElement[] Row)> Workers =>
        Tables.Where(t => t.Labels.Contains("worker_id") && t.Columns.Any(c => c.Name.StartsWith("llm_", StringComparison.Ordinal))
            && !t.Labels.Contains("window"))
            .SelectMany(t => t.Rows.Select(r => (t, r)));
}

/// <summary>All series with the same constant labels, and the same names of others.</summary>
/// <param name="Constants">Labels of every series in it.</param>
/// <param name="Labels">The names of the others.</param>
/// <param name="Columns">The families.</param>
/// <param name="Rows">Label values, then a value or null for each family.</param>
internal sealed record FleetTable(IReadOnlyDictionary<string, string> Constants, IReadOnlyList<string> Labels, IReadOnlyList<FleetColumn> Columns,
    IReadOnlyList<JsonElement[]> Rows)
{
    /// <summary>The value of a label; empty text where there is no such label.</summary>
    internal string Label(JsonElement[] row, string label)
    {
        var at = Labels.ToList().IndexOf(label);
        return at < 0 ? Constants.GetValueOrDefault(label, "") : row[at].GetString()!;
    }

    /// <summary>The value of a family; null where it is absent.</summary>
    internal double? Value(JsonElement[] row, string family)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == family) return row[Labels.Count + i] is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;
        }

        return null;
    }
}

/// <summary>A family.</summary>
/// <param name="Name">Its name.</param>
internal sealed record FleetColumn(string Name)
{
    /// <summary>Whether it tells of the daemon rather than of a pipeline's events.</summary>
    internal bool IsOfTheDaemon => Name.StartsWith("streams_", StringComparison.Ordinal) || Name.StartsWith("process_", StringComparison.Ordinal);
}
