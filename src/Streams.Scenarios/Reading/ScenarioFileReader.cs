using Streams.Definition;
using Streams.Definitions;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Sections;
using Streams.Definitions.Yaml;
using Streams.Scenarios.Definition;

namespace Streams.Scenarios.Reading;

/// <summary>Reads a scenario file's document; every mistake goes to the report, those of the pipeline file beside it.</summary>
internal sealed class ScenarioFileReader(string path, Report report, IReadOnlyDictionary<string, string> parameters, IReadOnlyList<ISourceKind> kinds)
{
    /// <summary>The one parameter of a scenario file: the worker in hand, in a payload or a subject.</summary>
    internal const string Worker = "${worker}";

    /// <summary>The path of the pipeline file; null where none is named.</summary>
    public string? PipelinePath { get; private set; }

    /// <summary>The mistakes in the pipeline file.</summary>
    public IReadOnlyList<Mistake> PipelineMistakes { get; private set; } = [];

    /// <summary>The scenarios; they are right only if there is no mistake.</summary>
    public ScenarioSet? Read(YamlNode document)
    {
        var expanded = new Expander(new Dictionary<string, string> { ["worker"] = Worker }, report).Expand(document);
        if (expanded is not YamlNode.Mapping mapping)
        {
            report.Add(document.At, $"the file is {document.Noun}, not a mapping", "begin with 'pipeline: FILE'");
            return null;
        }

        var file = new SettingsNode(mapping, mapping.At, "the file", report);
        var pipeline = ReadPipeline(file);
        var start = InstantReader.Start(file) ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var scenarios = ReadScenarios(file, pipeline, start);
        var exempt = file.Mapping("exempt") is { } mutants
            ? mutants.Entries.Where(e => mutants.Text(e.Key.Text) is not null).Select(e => new Exemption(e.Key.Text, mutants.Text(e.Key.Text)!,
                e.Key.At.Line)).ToArray()
            : [];
        file.ReportUnknownKeys();
        return pipeline is null ? null : new ScenarioSet(path, PipelinePath!, pipeline, scenarios, exempt);
    }

    private PipelineDefinition? ReadPipeline(SettingsNode file)
    {
        var name = file.Text("pipeline", required: true);
        var values = new Dictionary<string, string>(parameters);
        if (file.Mapping("parameters") is { } given)
        {
            foreach (var key in given.Keys.Where(key => given.Text(key) is not null)) values.TryAdd(key, given.Text(key)!);
        }

        if (name is null) return null;
        PipelinePath = Path.Combine(Path.GetDirectoryName(path) ?? "", name);
        if (!File.Exists(PipelinePath))
        {
            file.Mistake("pipeline", $"there is no file {Settings.Quote(PipelinePath)}", "name a pipeline file, by its path from this file's folder");
            return null;
        }

        var result = PipelineFile.Read(PipelinePath, values, kinds);
        PipelineMistakes = result.Mistakes;
        return result.Definition;
    }

    private List<Scenario> ReadScenarios(SettingsNode file, PipelineDefinition? pipeline, DateTimeOffset start)
    {
        var catalog = pipeline is null ? null : SeriesCatalog.Of(pipeline);
        var lines = new Dictionary<string, int>();
        var read = new List<Scenario>();
        foreach (var settings in file.Mappings("scenarios", "scenario", required: true))
        {
            var name = settings.Scalar("name", required: true);
            if (name is not null && !lines.TryAdd(name.Text, name.At.Line))
            {
                report.Add(name.At, $"a second scenario {Settings.Quote(name.Text)}, first in line {lines[name.Text]}", "give it another name");
            }
            var scenario = new ScenarioReader(path, report, pipeline, catalog).Read(name?.Text ?? "", settings, start);
            if (scenario is not null) read.Add(scenario);
        }

        return read;
    }
}
