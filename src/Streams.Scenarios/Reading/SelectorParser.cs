using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Syntax;
using Streams.Definitions.Yaml;
using Streams.Scenarios.Definition;

namespace Streams.Scenarios.Reading;

/// <summary>Reads <c>name{label="value", …}</c>, and checks both against what the page can show.</summary>
internal static class SelectorParser
{
    private const string Form = "write NAME or NAME{LABEL=\"VALUE\"}";

    /// <summary>Reads a selector that is all of a scalar.</summary>
    public static Selector? Parse(YamlNode.Scalar scalar, SeriesCatalog? catalog, Report report)
    {
        var text = new TextCursor(scalar, report);
        var selector = Parse(text, catalog, report);
        if (selector is null || text.IsAtEnd) return selector;
        text.Mistake($"{text.NextNoun} behind a series", Form);
        return null;
    }

    /// <summary>Reads a selector; null, and a mistake, where it is wrong.</summary>
    public static Selector? Parse(TextCursor text, SeriesCatalog? catalog, Report report)
    {
        var at = text.At;
        var name = text.Name();
        while (name is not null && text.Take(':')) name += ":" + text.Name();
        if (name is null)
        {
            text.Mistake($"{text.NextNoun} where a series should be", Form);
            return null;
        }

        var known = catalog?.LabelsOf(name);
        if (catalog is not null && known is null) report.Add(at, $"unknown metric {Settings.Quote(name)}", Nearest.Advice(name, catalog.Names));
        var labels = new List<KeyValuePair<string, string>>();
        if (!text.Take('{')) return new Selector(name, labels);
        while (!text.Take('}'))
        {
            if (!Label(text, known, labels, report)) return null;
            if (text.Take(',') || text.Next == '}') continue;
            text.Mistake($"{text.NextNoun} where , or }} should be", Form);
            return null;
        }

        return new Selector(name, labels);
    }

    private static bool Label(TextCursor text, IReadOnlyList<string>? known, List<KeyValuePair<string, string>> labels, Report report)
    {
        var at = text.At;
        if (text.Name() is not { } label)
        {
            text.Mistake($"{text.NextNoun} where a label should be", Form);
            return false;
        }

        if (!text.Take('=') || text.Quoted() is not { } value)
        {
            text.Mistake($"{text.NextNoun} behind label {Settings.Quote(label)}", Form);
            return false;
        }

        if (known is not null && !known.Contains(label)) report.Add(at, $"the series have no label {Settings.Quote(label)}", Nearest.Advice(label, known));
        if (labels.Any(l => l.Key == label)) report.Add(at, $"label {Settings.Quote(label)} twice", "leave the second out");
        else labels.Add(new(label, value));
        return true;
    }
}
