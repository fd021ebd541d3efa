using Streams.Across;
using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Yaml;

namespace Streams.Definitions.Syntax;

/// <summary>Reads the steps of <c>across</c> (F3), each <c>KIND</c>, <c>KIND by LABEL</c> or <c>KIND by (A, B)</c>.</summary>
internal static class AcrossParser
{
    private static readonly string[] Names = ["avg", "stddev", "stdvar", "min", "max", "sum", "count", "quantile", "pool"];

    /// <summary>Reads one step; null, and a mistake, where it is wrong.</summary>
    /// <param name="scalar">The step.</param>
    /// <param name="labels">The labels that are there before this step; a step can keep no other.</param>
    /// <param name="isFirst">Whether it is the first step: only there is <c>pool</c> right.</param>
    /// <param name="report">Where mistakes go.</param>
    public static AcrossStep? Parse(YamlNode.Scalar scalar, IReadOnlyList<string>? labels, bool isFirst, Report report)
    {
        var text = new TextCursor(scalar, report);
        var kindAt = text.At;
        var name = text.Name() ?? "";
        if (!Names.Contains(name))
        {
            report.Add(kindAt, $"unknown step {Settings.Quote(name.Length == 0 ? scalar.Text : name)} in across", Nearest.Advice(name, Names));
            return null;
        }

        var kind = Enum.Parse<AcrossKind>(name, ignoreCase: true);
        if (kind == AcrossKind.Pool && !isFirst)
        {
            report.Add(kindAt, "pool is not the first step", "put pool first: it merges the groups before their values are computed");
            return null;
        }

        var quantile = double.NaN;
        if (kind == AcrossKind.Quantile && !Quantile(text, out quantile)) return null;
        var by = new List<string>();
        if (text.TakeWord("by") && !By(text, labels, by, report)) return null;
        if (text.IsAtEnd) return new AcrossStep(kind, by, quantile);
        text.Mistake($"{text.NextNoun} cannot stand here", text.Next == ',' ? "put labels in parentheses, \"sum by (a, b)\", and steps in a list"
            : $"write {name}, {name} by LABEL or \"{name} by (A, B)\"");
        return null;
    }

    private static bool Quantile(TextCursor text, out double quantile)
    {
        quantile = double.NaN;
        var opened = text.Take('(');
        if (opened && text.Number() is { } number && number <= 1 && text.Take(')'))
        {
            quantile = number;
            return true;
        }

        text.Mistake("quantile needs a number from 0 to 1", "write quantile(0.9)");
        return false;
    }

    private static bool By(TextCursor text, IReadOnlyList<string>? labels, List<string> by, Report report)
    {
        var isList = text.Take('(');
        do
        {
            var at = text.At;
            if (text.Name() is not { } label)
            {
                text.Mistake($"{text.NextNoun} where a label should be", "write by LABEL or by (A, B)");
                return false;
            }

            if (labels is not null && !labels.Contains(label))
            {
                report.Add(at, $"the readings have no label {Settings.Quote(label)} at this step", Nearest.Advice(label, labels));
                return false;
            }

            if (by.Contains(label))
            {
                report.Add(at, $"label {Settings.Quote(label)} twice", "leave the second out");
                return false;
            }

            by.Add(label);
        }
        while (isList && text.Take(','));
        if (!isList || text.Take(')')) return true;
        text.Mistake($"{text.NextNoun} where a parenthesis should close", "write by (A, B)");
        return false;
    }
}
