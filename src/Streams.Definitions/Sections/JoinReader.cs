using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Syntax;
using Streams.Definitions.Yaml;

namespace Streams.Definitions.Sections;

/// <summary>Reads the joined labels (N14): those of <c>join</c>, and those of <c>labels</c> that say which sources tell them.</summary>
/// <param name="report">Where mistakes go.</param>
/// <param name="sources">The pipeline's sources; null where the file has none, which is told elsewhere.</param>
internal sealed class JoinReader(Report report, OrderedDictionary<string, SourceDefinition?>? sources)
{
    /// <summary>The labels in the file's order, those on every series first.</summary>
    /// <param name="labels">The labels of every series that sources can tell, and whether they do.</param>
    /// <param name="taken">The names of all labels of every series.</param>
    /// <param name="join">The section.</param>
    public List<JoinDefinition> Read(
        IReadOnlyList<(YamlNode.Scalar Name, SettingsNode Settings, bool IsJoined)> labels, IReadOnlyList<string> taken, SettingsNode? join)
    {
        var read = new List<JoinDefinition>();
        foreach (var (name, settings, isJoined) in labels)
        {
            var from = ReadFrom(settings, "join", name.Text);
            if (isJoined) read.Add(new JoinDefinition(name.Text, from) { IsEverywhere = true });
        }

        foreach (var (name, _) in join?.Entries ?? [])
        {
            if (!PrometheusNames.IsLabel(name.Text)) report.Add(name.At, $"{Settings.Quote(name.Text)} is no label name", PrometheusNames.LabelForm);
            else if (taken.Contains(name.Text))
            {
                report.Add(name.At, $"label {Settings.Quote(name.Text)} is a label of every series, too", "leave one of the two out");
            }

            read.Add(new JoinDefinition(name.Text, ReadFrom(join!, name.Text, name.Text)));
        }

        return read;
    }

    private List<string> ReadFrom(SettingsNode settings, string key, string label)
    {
        var from = new List<string>();
        foreach (var item in settings.Scalars(key, required: true))
        {
            if (sources is null) continue;
            if (!sources.TryGetValue(item.Text, out var source))
            {
                report.Add(item.At, $"unknown source {Settings.Quote(item.Text)}", Nearest.Advice(item.Text, sources.Keys));
            }
            else if (from.Contains(item.Text)) report.Add(item.At, $"source {Settings.Quote(item.Text)} twice", "leave the second out");
            else if (source is not null && source.Schema.KeyIndex(label) < 0)
            {
                report.Add(item.At, $"source {Settings.Quote(item.Text)} has no key {Settings.Quote(label)}", Nearest.Advice(label, source.Schema.Keys));
            }
            else from.Add(item.Text);
        }

        return from;
    }
}
