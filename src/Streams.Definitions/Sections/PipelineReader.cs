using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Yaml;

namespace Streams.Definitions.Sections;

/// <summary>Reads a pipeline file's document, section by section; every mistake goes to the report.</summary>
internal sealed class PipelineReader(Report report, IReadOnlyDictionary<string, string> parameters, IReadOnlyList<ISourceKind> kinds)
{
    /// <summary>The pipeline; null where it lacks what every pipeline has. It is right only if the report is empty.</summary>
    public PipelineDefinition? Read(YamlNode document)
    {
        if (document is not YamlNode.Mapping mapping)
        {
            var isEmpty = document is YamlNode.Scalar { IsNull: true };
            report.Add(document.At, isEmpty ? "the file is empty" : $"the file is {document.Noun}, not a mapping", "begin with 'pipeline: NAME'");
            return null;
        }

        var values = ReadParameters(mapping, out var expanded);
        var file = new SettingsNode(expanded, mapping.At, "the file", report);
        var name = file.Scalar("pipeline", required: true);
        if (name is not null && (name.Text.Trim().Length == 0 || name.Text.Any(char.IsControl)))
        {
            report.Add(name.At, "the pipeline's name is empty or has a line break", "write a name, such as dynamo");
        }
        var description = file.Text("description") ?? "";
        var maxWorkers = file.Count("max_workers");
        var maxSeries = file.Count("max_series");
        file.MarkRead("parameters");
        var labelSettings = file.Mapping("labels");
        var told = new List<(YamlNode.Scalar Name, SettingsNode Settings, bool IsJoined)>();
        var labels = LabelsReader.Read(labelSettings, report, told);
        var sources = file.Mapping("sources", required: true) is { } sourceSettings
            ? new SourcesReader(report, kinds).Read(sourceSettings)
            : null;
        var joins = new JoinReader(report, sources).Read(told, labelSettings?.Keys ?? [], file.Mapping("join"));
        var metrics = file.Mapping("metrics", required: true) is { } metricSettings
            ? new MetricsReader(report, sources, labels, joins).Read(metricSettings)
            : [];
        file.ReportUnknownKeys();
        return name is null || sources is null ? null : new PipelineDefinition
        {
            Name = name.Text,
            Description = description,
            MaxWorkers = maxWorkers ?? 10_000,
            MaxSeries = maxSeries ?? 180_000,
            Labels = labels,
            Parameters = values,
            Sources = [.. sources.Values.OfType<SourceDefinition>()],
            Joins = joins,
            Metrics = metrics,
        };
    }

    private Dictionary<string, string> ReadParameters(YamlNode.Mapping file, out YamlNode.Mapping expanded)
    {
        var raw = file.Find("parameters");
        var defaults = raw is null ? null : new Expander(null, report).Expand(raw);
        var values = ParametersReader.Read(defaults, parameters, report);
        var expander = new Expander(values, report);
        expanded = expander.Distinct(file.At, file.Entries.Select(entry =>
            KeyValuePair.Create(expander.Expand(entry.Key), ReferenceEquals(entry.Value, raw) ? defaults! : expander.Expand(entry.Value))));
        return values;
    }
}
