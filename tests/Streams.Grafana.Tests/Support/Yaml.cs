using System.Text.Json;
using System.Text.Json.Nodes;
using Streams.EndToEnd.Tests.Support;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Streams.Grafana.Tests.Support;

/// <summary>YAML files of the checkout as JSON: anchors resolved, merge keys merged, scalars typed.</summary>
internal static class Yaml
{
    private static readonly IDeserializer Reader = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();

    internal static JsonNode Read(string path) => Parse(File.ReadAllText(Path.Combine(Repository.Root, path)));

    internal static JsonNode Parse(string text)
    {
        var value = Reader.Deserialize<object>(new MergingParser(new Parser(new StringReader(text))));
        return JsonSerializer.SerializeToNode(value)!;
    }

}
