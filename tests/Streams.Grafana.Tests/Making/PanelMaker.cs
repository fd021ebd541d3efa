using System.Text.Json.Nodes;
using Streams.Grafana.Tests.Support;

namespace Streams.Grafana.Tests.Making;

/// <summary>Makes a panel: what its description says, and what all panels of its kind have in common.</summary>
internal static class PanelMaker
{
    private static readonly string[] Kinds = ["stat", "timeseries", "bargauge", "table", "text"];

    internal static JsonObject DataSource() => new() { ["type"] = "prometheus", ["uid"] = "${datasource}" };

    internal static JsonObject Make(JsonNode panel, JsonObject place)
    {
        var kind = Kinds.Single(k => panel[k] is not null);
        var made = new JsonObject { ["id"] = Copy(panel["id"]), ["type"] = kind, ["title"] = Copy(panel[kind]) };
        if (kind == "text")
        {
            made["gridPos"] = place;
            made["options"] = new JsonObject { ["mode"] = "markdown", ["content"] = Copy(panel["content"]) };
            return made;
        }

        var queries = panel["queries"]!.AsArray().Select(q => q!).ToList();
        made["description"] = Expressions.Described(Dashboard.Text(panel["says"]), queries.Select(q => Dashboard.Text(q["query"])));
        made["datasource"] = DataSource();
        made["gridPos"] = place;
        made["targets"] = new JsonArray([.. queries.Select((q, i) => Target(q, i, kind))]);
        made["fieldConfig"] = new JsonObject { ["defaults"] = Defaults(panel, kind), ["overrides"] = Copy(panel["overrides"]) ?? new JsonArray() };
        made["options"] = Merged(Options(kind), panel["options"]);
        if (panel["transformations"] is { } transformations) made["transformations"] = Copy(transformations);
        return made;
    }

    private static JsonObject Target(JsonNode query, int index, string kind)
    {
        var isNow = kind is "bargauge" or "table";
        var made = new JsonObject
        {
            ["refId"] = Copy(query["ref"]) ?? ((char)('A' + index)).ToString(),
            ["datasource"] = DataSource(),
            ["expr"] = Expressions.Expand(Dashboard.Text(query["query"])),
            ["legendFormat"] = Copy(query["legend"]) ?? "__auto",
            ["instant"] = isNow,
            ["range"] = !isNow,
        };
        if (kind == "table") made["format"] = "table";
        return made;
    }

    private static JsonObject Defaults(JsonNode panel, string kind)
    {
        var isUpOrDown = panel["updown"] is not null;
        var made = new JsonObject
        {
            ["unit"] = Copy(panel["unit"]) ?? "none",
            ["noValue"] = Copy(panel["none"]),
            ["thresholds"] = new JsonObject { ["mode"] = "absolute", ["steps"] = Steps(panel["steps"]?.AsArray()) },
            ["color"] = new JsonObject { ["mode"] = Copy(panel["color"]) ?? (kind == "timeseries" ? "palette-classic" : "thresholds") },
        };
        if (!isUpOrDown && panel["below_zero"] is null) made["min"] = 0;
        if (panel["max"] is { } max) made["max"] = Copy(max);
        if (isUpOrDown) made["mappings"] = new JsonArray(UpOrDown());
        if (kind == "timeseries") made["custom"] = Merged(Lines(), panel["custom"]);
        return made;
    }

    /// <summary>Without thresholds a number is neither good nor bad, and has the colour of text.</summary>
    private static JsonArray Steps(JsonArray? steps) => steps is null
        ? new JsonArray(new JsonObject { ["color"] = "text", ["value"] = null })
        : new JsonArray([.. steps.Select(step => new JsonObject { ["color"] = Copy(step![0]), ["value"] = Copy(step[1]) })]);

    private static JsonObject UpOrDown() => new()
    {
        ["type"] = "value",
        ["options"] = new JsonObject
        {
            ["0"] = new JsonObject { ["text"] = "DOWN", ["color"] = "red", ["index"] = 0 },
            ["1"] = new JsonObject { ["text"] = "up", ["color"] = "green", ["index"] = 1 },
        },
    };

    private static JsonObject Lines() => new()
    {
        ["drawStyle"] = "line",
        ["lineWidth"] = 1,
        ["fillOpacity"] = 0,
        ["showPoints"] = "never",
        ["spanNulls"] = false,
        ["stacking"] = new JsonObject { ["mode"] = "none", ["group"] = "A" },
    };

    private static JsonObject Options(string kind) => kind switch
    {
        "stat" => new JsonObject { ["reduceOptions"] = Last(), ["colorMode"] = "value", ["graphMode"] = "area", ["textMode"] = "auto", ["justifyMode"] = "auto" },
        "timeseries" => new JsonObject
        {
            ["legend"] = new JsonObject { ["displayMode"] = "list", ["placement"] = "bottom", ["showLegend"] = true, ["calcs"] = new JsonArray() },
            ["tooltip"] = new JsonObject { ["mode"] = "multi", ["sort"] = "desc" },
        },
        "bargauge" => new JsonObject { ["orientation"] = "horizontal", ["displayMode"] = "basic", ["reduceOptions"] = Last(), ["showUnfilled"] = true },
        _ => [],
    };

    private static JsonObject Last() => new() { ["calcs"] = new JsonArray("lastNotNull"), ["fields"] = "", ["values"] = false };

    private static JsonObject Merged(JsonObject common, JsonNode? own)
    {
        foreach (var (key, value) in own as JsonObject ?? []) common[key] = Copy(value);
        return common;
    }

    private static JsonNode? Copy(JsonNode? node) => node?.DeepClone();
}
