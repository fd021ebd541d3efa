using System.Text;
using System.Text.Json;

namespace Streams.Cli.Top;

/// <summary>A snapshot for scripts: one JSON object on one line, <c>{"time":…,"fleet":{metric:value},"workers":[{label:…,metric:value}]}</c>.</summary>
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
            json.WriteNumber("streams_workers", snapshot.Values("streams_workers").Sum());
            foreach (var family in FleetScreen.FleetFamilies)
            {
                if (snapshot.Values(family).ToArray() is [var value]) json.WriteNumber(family, value);
            }

            json.WriteEndObject();
            json.WriteStartArray("workers");
            foreach (var (table, row) in snapshot.Workers) Write(json, table, row);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
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
