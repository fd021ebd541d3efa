using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Streams.Publishing;

namespace Streams.LivePage;

/// <summary>
/// The page's series once more, as tables: a table for each pipeline and set of label names, a row for each set of values, a column for
/// each family.
/// </summary>
/// <remarks>
/// Keeps no rows of its own: it reads the page's when a viewer asks. Lanes may write at the same time, each its own series; the tables are
/// written out while none does.
/// </remarks>
public sealed class LiveTables
{
    private readonly Dictionary<string, LiveTable> _tables = [];
    private readonly Lock _gate = new();

    /// <summary>Held by who reads or changes tables, columns and what they remember.</summary>
    internal Lock Gate => _gate;

    /// <summary>All tables. Under the gate.</summary>
    internal IEnumerable<LiveTable> All => _tables.Values;

    /// <summary>All columns. Under the gate.</summary>
    internal IEnumerable<LiveColumn> Columns => _tables.Values.SelectMany(table => table.Columns);

    /// <summary>A sink that hands everything on to <paramref name="next"/>, and enters it here.</summary>
    /// <param name="next">Gets everything.</param>
    /// <param name="pipeline">Whose series they are; empty for those of the process.</param>
    public ISeriesSink Before(ISeriesSink next, string pipeline = "")
    {
        ArgumentNullException.ThrowIfNull(next);
        return new Part(this, next, pipeline);
    }

    /// <summary>
    /// Writes the tables as JSON:
    /// <c>{"time":T,"tables":[{"pipeline":…,"constants":{label:value},"labels":[…],"columns":[{"name":…,"help":…,"type":…}],
    /// "rows":[[label values…, values…]]}]}</c>.
    /// The constants are labels of every series in the table; a series that is absent is null.
    /// </summary>
    internal void Write(IBufferWriter<byte> to, DateTimeOffset time)
    {
        using var json = new Utf8JsonWriter(to, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("time", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        json.WriteStartArray("tables");
        lock (_gate)
        {
            foreach (var table in _tables.Values) table.Write(json);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private LiveColumn Declare(string pipeline, SeriesFamily family)
    {
        lock (_gate)
        {
            var key = string.Join('\0', [pipeline, .. family.ConstantLabels.Select(l => $"{l.Key}={l.Value}"), .. family.LabelNames]);
            if (!_tables.TryGetValue(key, out var table)) _tables.Add(key, table = new LiveTable(pipeline, family));
            return table.Declare(family, _gate);
        }
    }

    private sealed class Part(LiveTables tables, ISeriesSink next, string pipeline) : ISeriesSink
    {
        public ISeriesFamily Declare(SeriesFamily family) => new Singles(tables.Declare(pipeline, family), next.Declare(family));

        public IRowFamily DeclareRows(SeriesFamily family) => new Rows(tables.Declare(pipeline, family), next.DeclareRows(family));
    }

    private sealed class Singles(LiveColumn column, ISeriesFamily next) : ISeriesFamily
    {
        public ISeries Create(IReadOnlyList<string> labelValues) => column.Add(labelValues, next.Create(labelValues));
    }

    private sealed class Rows(LiveColumn column, IRowFamily next) : IRowFamily
    {
        public ISeriesRows Create(IReadOnlyList<string> lastLabels) => column.Add(lastLabels, next.Create(lastLabels));
    }
}
