using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Yaml;
using Streams.Scenarios.Definition;
using Streams.Scenarios.Reading;

namespace Streams.Scenarios;

/// <summary>Reads scenario files. As of a pipeline file, a wrong one is a value, and memory is bounded.</summary>
public static class ScenarioFile
{
    /// <summary>How the name of a scenario file ends.</summary>
    public const string Suffix = ".scenarios.yaml";

    /// <summary>Reads a file, and the pipeline file that it names.</summary>
    /// <param name="path">Where it is; mistakes show it as it is given.</param>
    /// <param name="parameters">Values for the pipeline file's parameters, over those that the scenario file gives.</param>
    /// <param name="kinds">The kinds of source that the pipeline file may use.</param>
    public static ScenarioFileResult Read(string path, IReadOnlyDictionary<string, string> parameters, IReadOnlyList<ISourceKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(kinds);
        var report = new Report(path);
        var reader = new ScenarioFileReader(path, report, parameters, kinds);
        var set = FileContent.Read(path, report) is { } content && YamlReader.Read(content, report) is { } root ? reader.Read(root) : null;
        IReadOnlyList<Mistake> mistakes = [.. report.Mistakes(), .. reader.PipelineMistakes];
        return new ScenarioFileResult(mistakes.Count == 0 ? set : null, mistakes, reader.PipelinePath);
    }
}
