using System.CommandLine;
using Streams.Cli.CommandLine;

namespace Streams.Cli.Pipelines;

/// <summary>What <c>--each</c> says: a parameter, and the values with each of which every pipeline runs once.</summary>
internal sealed record ParameterSweep(string Parameter, IReadOnlyList<string> Values)
{
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
            throw CommandException.Usage($"--each is given {given.Length} times ({string.Join(" and ", given)}); one parameter alone can vary: run the others in daemons of their own");
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
}
