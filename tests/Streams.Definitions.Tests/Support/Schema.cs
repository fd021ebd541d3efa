using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;
using YamlDotNet.Serialization;

namespace Streams.Definitions.Tests.Support;

/// <summary>The JSON Schema of pipeline files, as it is shipped.</summary>
internal static class Schema
{
    private static readonly string Text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "pipeline.schema.json"));
    private static readonly Lazy<Task<JsonSchema>> Parsed = new(() => JsonSchema.FromJsonAsync(Text));

    /// <summary>The schema as JSON.</summary>
    internal static JsonElement Root { get; } = JsonElement.Parse(Text);

    /// <summary>What it says of a YAML text; empty where nothing is wrong.</summary>
    internal static async Task<string[]> MistakesAsync(string yaml)
    {
        var graph = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object>(yaml);
        var json = JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(graph))!.ToJsonString();
        return [.. (await Parsed.Value).Validate(json).Select(error => $"{error.Path}: {error.Kind}")];
    }

    /// <summary>The names of a definition's properties.</summary>
    internal static string[] Properties(JsonElement mapping) => [.. mapping.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)];

    /// <summary>A part of it, by names from its definitions on.</summary>
    internal static JsonElement At(params string[] path) => path.Aggregate(Root.GetProperty("definitions"), (node, name) => node.GetProperty(name));
}
