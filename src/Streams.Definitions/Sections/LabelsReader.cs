using Streams.Definition;
using Streams.Definitions.Mistakes;

namespace Streams.Definitions.Sections;

/// <summary>Reads <c>labels</c>: what stands on every series of the pipeline.</summary>
internal static class LabelsReader
{
    /// <summary>The labels in the file's order.</summary>
    public static List<KeyValuePair<string, string>> Read(SettingsNode? labels, Report report)
    {
        var read = new List<KeyValuePair<string, string>>();
        foreach (var (name, _) in labels?.Entries ?? [])
        {
            if (!PrometheusNames.IsLabel(name.Text)) report.Add(name.At, $"{Settings.Quote(name.Text)} is no label name", PrometheusNames.LabelForm);
            else if (PrometheusNames.IsReserved(name.Text)) report.Add(name.At, $"label {Settings.Quote(name.Text)} is reserved", "choose another name");
            if (labels!.Text(name.Text) is { } value) read.Add(new(name.Text, value));
        }

        return read;
    }
}
