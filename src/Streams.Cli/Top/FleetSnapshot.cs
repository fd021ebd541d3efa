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

    /// <summary>The rows of workers of an LLM fleet, each worker once: one that hits alone name in a pipeline may be another's.</summary>
    internal IEnumerable<(FleetTable Table, JsonElement[] Row)> Workers
    {
        get
        {
            var all = Tables.Where(t => t.Labels.Contains("worker_id") && t.Columns.Any(c => c.Name.StartsWith("llm_", StringComparison.Ordinal))
                && !t.Labels.Contains("window"))
                .SelectMany(t => t.Rows.Select(r => (Table: t, Row: r))).ToLookup(w => w.Table.IsByHitsAlone(w.Row));
            var known = all[false].Select(w => w.Table.Label(w.Row, "worker_id")).ToHashSet();
            return [.. all[false], .. all[true].Where(w => known.Add(w.Table.Label(w.Row, "worker_id")))];
        }
    }

    /// <summary>What is told of each fleet, a pipeline's component: its pipeline, its labels, and the values of these families.</summary>
    internal IEnumerable<(string Pipeline, IReadOnlyList<KeyValuePair<string, string>> Labels, IReadOnlyDictionary<string, double> Values)> Fleets(
        string[] families) =>
        from table in Tables
        where table.Columns.Any(c => families.Contains(c.Name))
        from row in table.Rows
        let labels = table.LabelsOf(row)
        from family in families
        let value = table.Value(row, family)
        where value is not null
        group (labels, family, value.Value) by (table.Pipeline, string.Join('\0', labels)) into fleet
        orderby fleet.Key
        select (fleet.Key.Pipeline, fleet.First().labels, (IReadOnlyDictionary<string, double>)fleet.ToDictionary(f => f.family, f => f.Value));
}

/// <summary>All series with the same constant labels, and the same names of others.</summary>
/// <param name="Pipeline">Whose they are; empty for those of the process.</param>
/// <param name="Constants">Labels of every series in it.</param>
/// <param name="Labels">The names of the others.</param>
/// <param name="Columns">The families.</param>
/// <param name="Rows">Label values, then a value or null for each family.</param>
internal sealed record FleetTable(string Pipeline, IReadOnlyDictionary<string, string> Constants, IReadOnlyList<string> Labels,
    IReadOnlyList<FleetColumn> Columns, IReadOnlyList<JsonElement[]> Rows)
{
    /// <summary>The value of a label; empty text where there is no such label.</summary>
    internal string Label(JsonElement[] row, string label)
    {
        var at = Labels.ToList().IndexOf(label);
        return at < 0 ? Constants.GetValueOrDefault(label, "") : row[at].GetString()!;
    }

    /// <summary>All labels of a row, by their names.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> LabelsOf(JsonElement[] row) =>
        [.. Constants.Concat(Labels.Select((name, i) => KeyValuePair.Create(name, row[i].GetString()!))).OrderBy(l => l.Key, StringComparer.Ordinal)];

    /// <summary>Whether a row has a hit rate or its counters, and nothing else.</summary>
    internal bool IsByHitsAlone(JsonElement[] row) =>
        !Columns.Where((c, i) => row[Labels.Count + i].ValueKind != JsonValueKind.Null
            && !c.Name.StartsWith("llm_kv_hit_rate_", StringComparison.Ordinal)).Any();

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
