using System.CommandLine;
using Streams.Cli.CommandLine;
using Streams.Definition;

namespace Streams.Cli.Pipelines;

/// <summary>What <c>--each</c> says: a parameter, and the values with each of which every pipeline runs once.</summary>
internal sealed record ParameterSweep(string Parameter, IReadOnlyList<string> Values)
{
    /// <summary>Where a recording says by which parameter its pipeline was told from the other runs; no parameter can be named so.</summary>
    private const string Mark = "--each";

    private const string Form = "write --each NAME=A,B";

    internal static Option<string[]> Option() => new("--each")
    {
        Description = "Runs the pipeline once for each value of a parameter, each on a lane of its own",
        HelpName = "NAME=A,B",
    };

    /// <summary>Null where it is not given.</summary>
    internal static ParameterSweep? Read(ParseResult parsed, Option<string[]> option, IReadOnlyDictionary<string, string> set)
    {
        if (parsed.GetValue(option) is not { Length: > 0 } given) return null;
        if (given.Length > 1)
        {
            throw CommandException.Usage($"--each is given {given.Length} times ({string.Join(" and ", given)}); "
                + "one parameter alone can vary: run the others in daemons of their own");
        }
        var equals = given[0].IndexOf('=');
        if (equals <= 0) throw CommandException.Usage($"--each {given[0]}: a parameter and its values are needed; {Form}");
        var name = given[0][..equals];
        string[] values = given[0][(equals + 1)..].Split(',', StringSplitOptions.TrimEntries);
        if (values.Contains("")) throw CommandException.Usage($"--each {given[0]}: {(values.Length == 1 ? "there is no value" : "a value is empty")}; {Form}");
        var twice = values.GroupBy(v => v).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null) throw CommandException.Usage($"--each {given[0]}: {twice.Key} is there twice; write every value once");
        if (set.ContainsKey(name)) throw CommandException.Usage($"{name} is given by --set and by --each; leave one of them out");
        return new ParameterSweep(name, values);
    }

    /// <summary>The pipelines' parameters under one of the values.</summary>
    internal Dictionary<string, string> With(string value, IReadOnlyDictionary<string, string> set) => new(set) { [Parameter] = value };

    /// <summary>The runs of all files. Those of a file that none of its labels tells apart get one, named after the parameter.</summary>
    internal PipelineDefinition[] Apart(IEnumerable<PipelineDefinition> runs) =>
        [.. runs.GroupBy(run => run.Origin).SelectMany(file => IsApart([.. file]) ? file : file.Select(run => Labelled(run, Parameter)))];

    /// <summary>A pipeline as a recording's run had it, with the label that told it from the others; as it is where none did.</summary>
    internal static PipelineDefinition AsRecorded(PipelineDefinition pipeline, IReadOnlyDictionary<string, string> recorded) =>
        recorded.GetValueOrDefault(Mark) is { } parameter && pipeline.Parameters.ContainsKey(parameter) ? Labelled(pipeline, parameter) : pipeline;

    /// <summary>A pipeline as its file alone has it.</summary>
    internal static PipelineDefinition AsInItsFile(PipelineDefinition pipeline) =>
        pipeline.Parameters.GetValueOrDefault(Mark) is not { } parameter ? pipeline : pipeline with
        {
            Labels = [.. pipeline.Labels.Where(label => label.Key != parameter)],
            Parameters = pipeline.Parameters.Where(p => p.Key != Mark).ToDictionary(),
        };

    private static bool IsApart(PipelineDefinition[] runs) =>
        runs.Select(run => string.Join('\0', run.Labels.Select(label => label.Value))).Distinct().Count() == runs.Length;

    private static PipelineDefinition Labelled(PipelineDefinition run, string parameter)
    {
        var isTaken = run.Labels.Any(label => label.Key == parameter) || run.Metrics.Any(metric => metric.Labels.Contains(parameter));
        return isTaken ? run : run with
        {
            Labels = [.. run.Labels, new(parameter, run.Parameters[parameter])],
            Parameters = new Dictionary<string, string>(run.Parameters) { [Mark] = parameter },
        };
    }
}
