using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Streams.Grafana.Tests.Support;

namespace Streams.Grafana.Tests.Making;

/// <summary>Makes a dashboard of its description in <c>grafana/dashboards.yaml</c>.</summary>
internal static class DashboardMaker
{
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static JsonNode Descriptions => Yaml.Read("grafana/dashboards.yaml");

    /// <summary>The file of a dashboard, as it is kept.</summary>
    internal static string File(JsonNode description) => Make(description).ToJsonString(Written) + "\n";

    private static JsonObject Make(JsonNode description) => new()
    {
        ["id"] = null,
        ["uid"] = Copy(description["uid"]),
        ["title"] = Copy(description["title"]),
        ["description"] = Copy(description["description"]),
        ["tags"] = new JsonArray("streams"),
        ["editable"] = false,
        ["graphTooltip"] = 1,
        ["schemaVersion"] = 39,
        ["version"] = 1,
        ["refresh"] = "5s",
        ["timezone"] = "browser",
        ["time"] = new JsonObject { ["from"] = "now-30m", ["to"] = "now" },
        ["timepicker"] = new JsonObject { ["refresh_intervals"] = new JsonArray("5s", "10s", "30s", "1m", "5m") },
        ["links"] = new JsonArray(new JsonObject
        {
            ["type"] = "dashboards",
            ["title"] = "Streams",
            ["tags"] = new JsonArray("streams"),
            ["asDropdown"] = false,
            ["includeVars"] = true,
            ["keepTime"] = true,
            ["targetBlank"] = false,
            ["icon"] = "external link",
            ["tooltip"] = "",
            ["url"] = "",
        }),
        ["templating"] = new JsonObject { ["list"] = new JsonArray([Source(), .. description["variables"]!.AsArray().Select(v => Variable(v!)), AdHoc()]) },
        ["annotations"] = new JsonObject { ["list"] = new JsonArray([.. description["annotations"]!.AsArray().Select(a => Annotation(a!))]) },
        ["panels"] = new JsonArray([.. Panels(description["rows"]!.AsArray())]),
    };

    private static JsonObject Source() => new()
    {
        ["name"] = "datasource",
        ["label"] = "Data source",
        ["type"] = "datasource",
        ["query"] = "prometheus",
        ["current"] = new JsonObject { ["text"] = "Prometheus", ["value"] = "streams-prometheus" },
        ["hide"] = 0,
        ["refresh"] = 1,
        ["regex"] = "",
    };

    private static JsonObject Variable(JsonNode variable)
    {
        var query = $"label_values({Expressions.Expand(Dashboard.Text(variable["of"]))}, {variable["name"]})";
        if (Dashboard.Text(variable["name"]) == "worker") query = query.Replace(", worker)", ", worker_id)", StringComparison.Ordinal);
        return new JsonObject
        {
            ["name"] = Copy(variable["name"]),
            ["label"] = Copy(variable["label"]),
            ["type"] = "query",
            ["datasource"] = PanelMaker.DataSource(),
            ["query"] = new JsonObject { ["query"] = query, ["refId"] = Copy(variable["name"]) },
            ["refresh"] = 2,
            ["sort"] = 1,
            ["multi"] = true,
            ["includeAll"] = true,
            ["allValue"] = ".+",
            ["current"] = new JsonObject { ["text"] = new JsonArray("All"), ["value"] = new JsonArray("$__all") },
            ["hide"] = 0,
            ["regex"] = "",
        };
    }

    /// <summary>Any label at all: it narrows every query.</summary>
    private static JsonObject AdHoc() => new()
    {
        ["name"] = "filter",
        ["label"] = "Filter",
        ["type"] = "adhoc",
        ["datasource"] = PanelMaker.DataSource(),
        ["hide"] = 0,
    };

    private static JsonObject Annotation(JsonNode annotation) => new()
    {
        ["name"] = Copy(annotation["name"]),
        ["enable"] = true,
        ["hide"] = false,
        ["iconColor"] = Copy(annotation["color"]),
        ["datasource"] = PanelMaker.DataSource(),
        ["expr"] = Expressions.Expand(Dashboard.Text(annotation["query"])),
        ["step"] = "60s",
        ["titleFormat"] = Copy(annotation["title"]),
        ["textFormat"] = Copy(annotation["text"]),
    };

    /// <summary>Panels from left to right, line by line.</summary>
    private static IEnumerable<JsonNode?> Panels(JsonArray rows)
    {
        var y = 0;
        foreach (var row in rows)
        {
            yield return new JsonObject { ["id"] = Copy(row!["id"]), ["type"] = "row", ["title"] = Copy(row["row"]), ["collapsed"] = false, ["gridPos"] = Place(0, y++, 24, 1), ["panels"] = new JsonArray() };
            var (x, height) = (0, 0);
            foreach (var panel in row["panels"]!.AsArray())
            {
                var (w, h) = (panel!["size"]![0]!.GetValue<int>(), panel["size"]![1]!.GetValue<int>());
                if (x + w > 24) (x, y, height) = (0, y + height, 0);
                yield return PanelMaker.Make(panel, Place(x, y, w, h));
                (x, height) = (x + w, Math.Max(height, h));
            }

            y += height;
        }
    }

    private static JsonObject Place(int x, int y, int w, int h) => new() { ["x"] = x, ["y"] = y, ["w"] = w, ["h"] = h };

    private static JsonNode? Copy(JsonNode? node) => node?.DeepClone();
}
