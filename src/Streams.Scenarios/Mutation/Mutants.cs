using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Sections;
using Streams.Definitions.Yaml;

namespace Streams.Scenarios.Mutation;

/// <summary>Makes the mutants of a pipeline file: windows, reducers, labels, leases, operators and constants, one changed at a time.</summary>
public static class Mutants
{
    /// <summary>All mutants that are pipelines themselves; a change that makes a wrong file makes no mutant.</summary>
    /// <param name="path">The pipeline file.</param>
    /// <param name="parameters">Values for its parameters.</param>
    /// <param name="kinds">The kinds of source that it may use.</param>
    public static IReadOnlyList<Mutant> Of(string path, IReadOnlyDictionary<string, string> parameters, IReadOnlyList<ISourceKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(kinds);
        var report = new Report(path);
        if (FileContent.Read(path, report) is not { } content || YamlReader.Read(content, report) is not YamlNode.Mapping root) return [];
        var mutants = new List<Mutant>();
        var names = new HashSet<string>();
        foreach (var change in new FileMutator(root).Changes())
        {
            var trial = new Report(path) { Text = report.Text };
            var mutated = Replaced(root, change);
            var pipeline = new PipelineReader(trial, parameters, kinds).Read(mutated);
            if (pipeline is null || trial.Mistakes().Count > 0) continue;
            var name = change.Name;
            for (var again = 2; !names.Add(name); again++) name = $"{change.Name} [{again}]";
            mutants.Add(new Mutant(name, change.Node.At.Line, pipeline));
        }

        return mutants;
    }

    private static YamlNode Replaced(YamlNode node, Change change)
    {
        if (ReferenceEquals(node, change.Node)) return change.Becomes!;
        return node switch
        {
            YamlNode.Mapping mapping => new YamlNode.Mapping(mapping.At,
                [.. mapping.Entries.Where(e => Stays(e.Value, change)).Select(e => KeyValuePair.Create(e.Key, Replaced(e.Value, change)))]),
            YamlNode.Sequence list => new YamlNode.Sequence(list.At, [.. list.Items.Where(i => Stays(i, change)).Select(i => Replaced(i, change))]),
            _ => node,
        };
    }

    private static bool Stays(YamlNode node, Change change) => change.Becomes is not null || !ReferenceEquals(node, change.Node);
}
