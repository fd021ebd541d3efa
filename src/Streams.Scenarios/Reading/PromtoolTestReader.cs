using System.Text.Encodings.Web;
using System.Text.Json;
using Streams.Definitions.Sections;
using Streams.Definitions.Yaml;
using Streams.Scenarios.Definition;

namespace Streams.Scenarios.Reading;

/// <summary>Reads the key <c>promtool</c> of a scenario; what is promtool's own it leaves to promtool.</summary>
internal static class PromtoolTestReader
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads it.</summary>
    /// <param name="settings">The mapping.</param>
    /// <param name="folder">The folder from which paths go.</param>
    public static PromtoolTest Read(SettingsNode settings, string folder)
    {
        var labels = settings.Mapping("labels");
        var test = new PromtoolTest
        {
            RuleFiles = [.. settings.Texts("rule_files").Select(file => Path.GetFullPath(Path.Combine(folder, file)))],
            Labels = [.. (labels?.Keys ?? []).Select(name => KeyValuePair.Create(name, labels!.Text(name) ?? ""))],
            Tests = [.. Tests(settings)],
        };
        return settings.Duration("interval") is { } interval ? test with { Interval = interval } : test;
    }

    private static IEnumerable<KeyValuePair<string, string>> Tests(SettingsNode settings)
    {
        foreach (var (key, node) in settings.Entries.Where(e => e.Key.Text is "alert_rule_test" or "promql_expr_test"))
        {
            settings.MarkRead(key.Text);
            yield return new(key.Text, OneLine(node));
        }

        settings.AlsoKnown(["alert_rule_test", "promql_expr_test"]);
    }

    /// <summary>A node on one line, as JSON, which is YAML; what stands without quotes stays without.</summary>
    private static string OneLine(YamlNode node) => node switch
    {
        YamlNode.Scalar { IsPlain: true } scalar when scalar.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') => scalar.Text,
        YamlNode.Scalar scalar => JsonSerializer.Serialize(scalar.Text, Plain),
        YamlNode.Sequence list => $"[{string.Join(", ", list.Items.Select(OneLine))}]",
        YamlNode.Mapping mapping => $"{{{string.Join(", ", mapping.Entries.Select(e => $"{OneLine(e.Key)}: {OneLine(e.Value)}"))}}}",
        _ => throw new InvalidOperationException($"no node: {node}"),
    };
}
