using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Streams.EndToEnd.Tests.Support;

namespace Streams.Grafana.Tests.Support;

/// <summary>A Grafana dashboard: its panels without rows and texts, and its variables.</summary>
internal sealed class Dashboard(JsonObject json)
{
    /// <summary>The dashboards that the project ships.</summary>
    internal static readonly IReadOnlyList<string> Files = ["grafana/grafana.json", "grafana/daemon.json"];

    internal JsonObject Json => json;

    internal string Title => Text(json["title"]);

    internal IReadOnlyList<JsonObject> Panels => [.. json["panels"]!.AsArray().Select(p => p!.AsObject()).Where(p => Text(p["type"]) is not ("row" or "text"))];

    internal IReadOnlyList<JsonObject> Variables => [.. json["templating"]!["list"]!.AsArray().Select(v => v!.AsObject())];

    internal IReadOnlyList<JsonObject> Annotations => [.. json["annotations"]!["list"]!.AsArray().Select(a => a!.AsObject())];

    internal static Dashboard Read(string file) => new(JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, file)))!.AsObject());

    internal static IReadOnlyList<JsonObject> Targets(JsonObject panel) => [.. (panel["targets"] as JsonArray ?? []).Select(t => t!.AsObject())];

    internal static string Text(JsonNode? node) => node?.GetValue<string>() ?? "";

    /// <summary>The query of a variable as Grafana keeps it: a text, or an object with the text.</summary>
    internal static string Query(JsonObject variable) => Text(variable["query"] is JsonObject given ? given["query"] : variable["query"]);

    /// <summary>The PromQL in a variable's <c>label_values(selector, label)</c>, and the label; nulls where it is none.</summary>
    internal static (string? Selector, string? Label) LabelValues(JsonObject variable)
    {
        var match = Regex.Match(Query(variable), @"^label_values\((.+), *(\w+)\)$");
        return match.Success ? (match.Groups[1].Value, match.Groups[2].Value) : (null, null);
    }

    /// <summary>PromQL with every variable on All, as Grafana would send it.</summary>
    internal string Expand(string expression)
    {
        var expanded = expression.Replace("$__rate_interval", "15s", StringComparison.Ordinal);
        foreach (var variable in Variables) expanded = Regex.Replace(expanded, $@"\$({variable["name"]}\b|\{{{variable["name"]}\}})", Text(variable["allValue"]));
        return expanded;
    }
}
