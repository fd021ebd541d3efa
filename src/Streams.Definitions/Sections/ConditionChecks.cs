using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Syntax;

namespace Streams.Definitions.Sections;

/// <summary>Whether the names in <c>where</c> are what the metric's sources have (F2, F6).</summary>
internal static class ConditionChecks
{
    /// <summary>Reports names that no source has, and keys and fields that stand in each other's place.</summary>
    /// <param name="uses">The names.</param>
    /// <param name="sources">The metric's sources; null is one that could not be read: then nothing is known.</param>
    /// <param name="report">Where mistakes go.</param>
    public static void Check(IReadOnlyList<NameUse> uses, IReadOnlyList<SourceDefinition?> sources, Report report)
    {
        if (sources.Count == 0 || sources.Contains(null)) return;
        var fields = sources.SelectMany(source => source!.Schema.Fields).Distinct().ToList();
        var keys = sources.SelectMany(source => source!.Schema.Keys).Distinct().ToList();
        foreach (var use in uses)
        {
            var (right, other) = use.IsKey ? (keys, fields) : (fields, keys);
            if (right.Contains(use.Name)) continue;
            if (!other.Contains(use.Name))
            {
                report.Add(use.At, $"unknown {(use.IsKey ? "key" : "field")} {Settings.Quote(use.Name)}", Nearest.Advice(use.Name, right.Concat(other)));
            }
            else if (use.IsKey)
            {
                report.Add(use.At, $"{Settings.Quote(use.Name)} is a field, and a field is a number", $"compare it with one, such as {use.Name} > 0");
            }
            else report.Add(use.At, $"{Settings.Quote(use.Name)} is a key, and a key is text", $"compare it with text in quotes, such as {use.Name} == \"1\"");
        }
    }
    /// <summary>Reports names in <c>having</c> that are no label of a group, and those that stand where a number is.</summary>
    /// <param name="uses">The names.</param>
    /// <param name="labels">The labels that there are.</param>
    /// <param name="report">Where mistakes go.</param>
    public static void CheckLabels(IReadOnlyList<NameUse> uses, IReadOnlyList<string> labels, Report report)
    {
        foreach (var use in uses)
        {
            if (!labels.Contains(use.Name)) report.Add(use.At, $"unknown label {Settings.Quote(use.Name)}", Nearest.Advice(use.Name, labels));
            else if (!use.IsKey)
            {
                report.Add(use.At, $"{Settings.Quote(use.Name)} is a label, and a label is text",
                    $"compare it with text in quotes, such as {use.Name} == \"1\"");
            }
        }
    }
}
