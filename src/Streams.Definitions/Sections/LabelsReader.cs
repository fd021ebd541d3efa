using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Yaml;

namespace Streams.Definitions.Sections;

/// <summary>Reads <c>labels</c>: what stands on every series of the pipeline.</summary>
internal static class LabelsReader
{
    /// <summary>The value that stands for whatever the sources tell.</summary>
    private const string Told = "*";

    /// <summary>The labels with a value of their own, in the file's order.</summary>
    /// <param name="labels">The section.</param>
    /// <param name="report">Where mistakes go.</param>
    /// <param name="joins">The labels that sources can tell, with what stands under them; those that have a value are not joined.</param>
    public static List<KeyValuePair<string, string>> Read(SettingsNode? labels, Report report,
        List<(YamlNode.Scalar Name, SettingsNode Settings, bool IsJoined)> joins)
    {
        var read = new List<KeyValuePair<string, string>>();
        foreach (var (name, node) in labels?.Entries ?? [])
        {
            if (!PrometheusNames.IsLabel(name.Text)) report.Add(name.At, $"{Settings.Quote(name.Text)} is no label name", PrometheusNames.LabelForm);
            else if (PrometheusNames.IsReserved(name.Text)) report.Add(name.At, $"label {Settings.Quote(name.Text)} is reserved", "choose another name");
            var settings = node is YamlNode.Mapping ? labels!.Mapping(name.Text) : null;
            var value = settings is null ? labels!.Text(name.Text) : settings.Text("value") ?? Told;
            if (settings is not null) joins.Add((name, settings, value == Told));
            if (value is not null && (settings is null || value != Told)) read.Add(new(name.Text, value));
        }

        return read;
    }
}
