using System.Text;
using System.Text.Json;

namespace Streams.Cli.Top;

/// <summary>
/// A snapshot for scripts: one JSON object on one line, <c>{"time":…,"fleet":{metric:value},"fleets":[{"pipeline":…,label:…,metric:value}],
/// "workers":[{label:…,metric:value}]}</c>.
/// <c>fleet</c> has what there is once: of several pipelines or components, each is in <c>fleets</c>.
/// </summary>
internal static class FleetJson
{
    internal static string Line(FleetSnapshot snapshot)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", snapshot.Time);
            json.WriteStartObject("fleet");
            if (snapshot.Values("streams_workers").ToArray() is [var workers]) json.WriteNumber("streams_workers", workers);
            var fleets = snapshot.Fleets(FleetScreen.FleetFamilies).ToArray();
            if (fleets is [var only]) Write(json, only.Values);

            json.WriteEndObject();
            json.WriteStartArray("fleets");
            foreach (var (pipeline, labels, values) in fleets)
            {
                json.WriteStartObject();
                json.WriteString("pipeline", pipeline);
                foreach (var (label, value) in labels) json.WriteString(label, value);
                Write(json, values);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("workers");
            foreach (var (table, row) in snapshot.Workers) Write(json, table, row);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyDictionary<string, double> values)
    {
        foreach (var (family, value) in values) json.WriteNumber(family, value);
    }

    private static void Write(Utf8JsonWriter json, FleetTable table, JsonElement[] row)
    {
        json.WriteStartObject();
        foreach (var (label, value) in table.Constants) json.WriteString(label, value);
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i].ValueKind == JsonValueKind.Null) continue;
            json.WritePropertyName(i < table.Labels.Count ? table.Labels[i] : table.Columns[i - table.Labels.Count].Name);
            row[i].WriteTo(json);
        }

        json.WriteEndObject();
    }
}
