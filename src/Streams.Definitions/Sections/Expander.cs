using System.Text;
using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Syntax;
using Streams.Definitions.Yaml;

namespace Streams.Definitions.Sections;

/// <summary>Replaces <c>${name}</c> inside scalars (F5), once: a value is never parsed again. Tells duplicate keys on its way.</summary>
/// <param name="values">The parameters; null where none may be named, in the defaults themselves.</param>
/// <param name="report">Where mistakes go.</param>
internal sealed class Expander(IReadOnlyDictionary<string, string>? values, Report report)
{
    /// <summary>A node with all its scalars replaced.</summary>
    public YamlNode Expand(YamlNode node) => node switch
    {
        YamlNode.Scalar scalar => Expand(scalar),
        YamlNode.Sequence sequence => new YamlNode.Sequence(sequence.At, [.. sequence.Items.Select(Expand)]),
        YamlNode.Mapping mapping => Distinct(mapping.At, mapping.Entries.Select(e => KeyValuePair.Create(Expand(e.Key), Expand(e.Value)))),
        _ => throw new InvalidOperationException($"no node: {node}"),
    };

    /// <summary>A mapping of the first entry of every key; each further one is a mistake.</summary>
    public YamlNode.Mapping Distinct(Position at, IEnumerable<KeyValuePair<YamlNode.Scalar, YamlNode>> entries)
    {
        var lines = new Dictionary<string, int>();
        var kept = new List<KeyValuePair<YamlNode.Scalar, YamlNode>>();
        foreach (var entry in entries)
        {
            var key = entry.Key;
            if (lines.TryAdd(key.Text, key.At.Line)) kept.Add(entry);
            else report.Add(key.At, $"duplicate key {Settings.Quote(key.Text)}, first in line {lines[key.Text]}", "keep one of them");
        }

        return new YamlNode.Mapping(at, kept);
    }

    /// <summary>A scalar with its parameters replaced; where one is unknown, with that one as it stands.</summary>
    public YamlNode.Scalar Expand(YamlNode.Scalar scalar)
    {
        var text = scalar.Text;
        if (!text.Contains("${", StringComparison.Ordinal)) return scalar;
        var expanded = new StringBuilder();
        var i = 0;
        while (i < text.Length)
        {
            var dollar = text.IndexOf('$', i);
            if (dollar < 0) break;
            expanded.Append(text, i, dollar - i);
            i = dollar;
            if (text.AsSpan(i).StartsWith("$${"))
            {
                expanded.Append("${");
                i += 3;
            }
            else if (text.AsSpan(i).StartsWith("${"))
            {
                i = Replace(scalar, i, expanded);
            }
            else
            {
                expanded.Append('$');
                i++;
            }
        }

        expanded.Append(text, i, text.Length - i);
        return scalar with { At = scalar.At with { Parameter = ParameterOf(text) }, Text = expanded.ToString(), IsPlain = false, Indent = null };
    }

    /// <summary>The parameter that a text is, and nothing else.</summary>
    private string? ParameterOf(string text) =>
        text.StartsWith("${", StringComparison.Ordinal) && text.IndexOf('}') == text.Length - 1 && values?.ContainsKey(text[2..^1]) == true ? text[2..^1]
            : null;

    private int Replace(YamlNode.Scalar scalar, int dollar, StringBuilder expanded)
    {
        var at = scalar.CharacterAt(dollar);
        var close = scalar.Text.IndexOf('}', dollar);
        if (close < 0)
        {
            report.Add(at, "'${' without '}'", "write ${NAME}, or $${ for the characters themselves");
            expanded.Append(scalar.Text, dollar, scalar.Text.Length - dollar);
            return scalar.Text.Length;
        }

        var name = scalar.Text[(dollar + 2)..close];
        if (values is null)
        {
            report.Add(at, "a parameter's default names a parameter", "write the text itself, or $${ for the characters");
        }
        else if (values.TryGetValue(name, out var value))
        {
            expanded.Append(value);
        }
        else
        {
            report.Add(at, $"unknown parameter {Settings.Quote(name)}", Nearest.Advice(name, values.Keys) + ", or $${ for the characters");
            expanded.Append(scalar.Text, dollar, close + 1 - dollar);
        }

        return close + 1;
    }
}
