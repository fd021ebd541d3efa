using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Syntax;
using Streams.Definitions.Yaml;

namespace Streams.Definitions.Sections;

/// <summary>Reads <c>parameters</c>: names with their defaults, and the values that take their place.</summary>
internal static class ParametersReader
{
    /// <summary>The parameters' values, in the file's order; a name in <paramref name="given"/> that is not among them is a mistake.</summary>
    public static Dictionary<string, string> Read(YamlNode? node, IReadOnlyDictionary<string, string> given, Report report)
    {
        var values = new Dictionary<string, string>();
        var mapping = node as YamlNode.Mapping;
        if (node is not null && mapping is null) report.Add(node.At, $"'parameters' is {node.Noun}, not a mapping", "write NAME: DEFAULT under parameters");
        foreach (var (key, value) in mapping?.Entries ?? [])
        {
            if (!PrometheusNames.IsLabel(key.Text)) report.Add(key.At, $"{Settings.Quote(key.Text)} is no parameter name", PrometheusNames.LabelForm);
            if (value is not YamlNode.Scalar scalar)
            {
                report.Add(value.At, $"parameter {Settings.Quote(key.Text)} is {value.Noun}, not text", $"write {Settings.OneLine(key.Text)}: DEFAULT");
                values[key.Text] = "";
                continue;
            }

            if (scalar.IsNull && !given.ContainsKey(key.Text))
            {
                report.Add(key.At, $"parameter {Settings.Quote(key.Text)} has no default", "write one, '' for an empty text, or set it");
            }

            values[key.Text] = given.GetValueOrDefault(key.Text, scalar.Text);
        }

        foreach (var name in given.Keys.Where(name => !values.ContainsKey(name)).Order(StringComparer.Ordinal))
        {
            var known = values.Count == 0 ? "the file has none" : "known: " + string.Join(", ", values.Keys.Select(Settings.OneLine));
            var near = Nearest.Find(name, [.. values.Keys]) is { } nearest ? $"did you mean {Settings.Quote(nearest)}? " : "";
            report.Add(node?.At ?? new Position(1, 1), $"parameter {Settings.Quote(name)} is set, but the file does not have it", near + known);
        }

        return values;
    }
}
