using System.Reflection;
using Streams.Cli.CommandLine;
using Streams.Definition;
using Streams.Definitions;
using Streams.Definitions.Mistakes;
using Streams.Scenarios;
using Streams.Scenarios.Definition;
using Streams.Scenarios.Mutation;

namespace Streams.Cli.Pipelines;

/// <summary>Reads pipeline files, or the built-in one, with every kind of source that this program knows.</summary>
internal static class PipelineFiles
{
    /// <summary>The name of the built-in pipeline's file.</summary>
    internal const string BuiltIn = "dynamo.yaml";

    /// <summary>The pipelines of the files, each once for each value; every mistake of every file in one message, else.</summary>
    /// <param name="paths">The files; none is the built-in pipeline.</param>
    /// <param name="parameters">What the user sets.</param>
    /// <param name="each">The parameter that varies.</param>
    /// <param name="standard">Values of the built-in pipeline's parameters that the user does not set.</param>
    internal static IReadOnlyList<PipelineDefinition> Read(IReadOnlyList<string> paths, IReadOnlyDictionary<string, string> parameters,
        ParameterSweep? each = null, IReadOnlyDictionary<string, string>? standard = null)
    {
        if (paths.Count == 0 && standard is not null)
        {
            parameters = standard.Where(s => s.Key != each?.Parameter && !parameters.ContainsKey(s.Key)).Concat(parameters).ToDictionary();
        }
        PipelineFileResult[] results = each is null
            ? [.. ReadAll(paths, parameters)]
            : [.. each.Values.SelectMany(value => ReadAll(paths, each.With(value, parameters)).Select(r => Named(r, value)))];
        // What is wrong under every value is one mistake.
        Mistake[] mistakes = [.. results.SelectMany(r => r.Mistakes).Distinct()];
        if (mistakes.Length > 0) throw CommandException.Usage(string.Join('\n', mistakes.Select(m => m.ToString())));
        var read = results.Select(r => r.Definition!);
        PipelineDefinition[] pipelines = each?.Apart(read) ?? [.. read];
        var twice = pipelines.GroupBy(p => p.Name).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
        {
            throw CommandException.Usage(
                $"two pipelines are named {twice.Key}, in {string.Join(" and ", twice.Select(p => p.Origin))}; give one of them another name");
        }
        return pipelines;
    }

    /// <summary>One file, with its mistakes.</summary>
    internal static PipelineFileResult ReadOne(string path, IReadOnlyDictionary<string, string> parameters)
    {
        if (Directory.Exists(path)) throw CommandException.Usage($"{path} is a directory; a pipeline file is needed (streams check takes directories)");
        try
        {
            return PipelineFile.Read(path, parameters, SourceKinds.All);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"{path} cannot be read: {unreadable.Message}");
        }
    }

    /// <summary>One scenario file and its pipeline file, with their mistakes.</summary>
    internal static ScenarioFileResult ReadScenarios(string path, IReadOnlyDictionary<string, string> parameters) =>
        ScenarioFile.Read(path, parameters, SourceKinds.All);

    /// <summary>The mutants of a pipeline file.</summary>
    internal static IReadOnlyList<Mutant> Mutants(string path, IReadOnlyDictionary<string, string> parameters) =>
        Scenarios.Mutation.Mutants.Of(path, parameters, SourceKinds.All);

    private static IEnumerable<PipelineFileResult> ReadAll(IReadOnlyList<string> paths, IReadOnlyDictionary<string, string> parameters) =>
        paths.Count == 0 ? [ReadBuiltIn(parameters)] : paths.Select(path => ReadOne(path, parameters));

    private static PipelineFileResult Named(PipelineFileResult result, string value) =>
        result.Definition is { } pipeline ? result with { Definition = pipeline with { Name = $"{pipeline.Name}/{value}" } } : result;

    private static PipelineFileResult ReadBuiltIn(IReadOnlyDictionary<string, string> parameters)
    {
        using var content = Assembly.GetExecutingAssembly().GetManifestResourceStream(BuiltIn)!;
        return PipelineFile.Read(BuiltIn, content, parameters, SourceKinds.All);
    }
}
