using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Sections;
using Streams.Definitions.Syntax;
using Streams.Definitions.Yaml;
using Streams.Scenarios.Definition;

namespace Streams.Scenarios.Reading;

/// <summary>Reads <c>expect</c>, <c>always</c> and <c>never</c>.</summary>
internal sealed class ExpectReader(Report report, SeriesCatalog? catalog)
{
    private const string ValueForm = "write a number, ~20 ± 0.01, absent, or a comparison in quotes such as '> 0'";

    /// <summary>What is expected at each instant, the earliest first.</summary>
    public IReadOnlyList<Expectation> Read(SettingsNode instants)
    {
        var read = new List<Expectation>();
        foreach (var (instant, _) in instants.Entries)
        {
            var at = InstantReader.Parse(instant.Text);
            if (at is null) report.Add(instant.At, $"{Settings.Quote(instant.Text)} is no instant", InstantReader.Form);
            if (instants.Mapping(instant.Text) is not { } page) continue;
            foreach (var (series, _) in page.Entries)
            {
                var selector = SelectorParser.Parse(series, catalog, report);
                if (page.Scalar(series.Text) is not { } scalar || Value(scalar) is not { } value || selector is null || at is null) continue;
                read.Add(new Expectation(at.Value, selector, value, SpanOf(scalar, value)));
            }
        }

        return [.. read.OrderBy(e => e.At)];
    }

    /// <summary>The rules under <c>always</c> or <c>never</c>.</summary>
    public IEnumerable<Rule> Rules(SettingsNode settings, string key)
    {
        foreach (var scalar in settings.Scalars(key))
        {
            var text = new TextCursor(scalar, report);
            if (SelectorParser.Parse(text, catalog, report) is not { } selector) continue;
            var isNever = key == "never";
            if (text.IsAtEnd && !isNever)
            {
                text.Mistake("an absent series passes, so this always holds", "compare it, such as NAME >= 0");
                continue;
            }

            var place = new TextSpan(scalar.At.Line, scalar.At.Column, scalar.Text.Length);
            if (text.IsAtEnd) yield return new Rule(selector, null, isNever, place);
            else if (Comparison(text) is { } value) yield return new Rule(selector, value, isNever, place);
        }
    }

    /// <summary>The value that is all of a scalar; null, and a mistake, where it is none.</summary>
    public ExpectedValue? Value(YamlNode.Scalar scalar)
    {
        var text = new TextCursor(scalar, report);
        var value = Value(text);
        if (value is null || text.IsAtEnd) return value;
        text.Mistake($"{text.NextNoun} behind a value", ValueForm);
        return null;
    }

    private static ExpectedValue? Value(TextCursor text)
    {
        if (text.TakeWord("absent")) return new ExpectedValue.Absent();
        if (text.Take('~')) return Near(text);
        if (text.Next is '<' or '>' or '=' or '!') return Comparison(text);
        if (Number(text) is { } number) return new ExpectedValue.Number(number);
        text.Mistake($"{text.NextNoun} where a value should be", ValueForm);
        return null;
    }

    private static ExpectedValue.Near? Near(TextCursor text)
    {
        if (Number(text) is { } middle && (text.Take('±') || (text.Take('+') && text.Take('-'))) && text.Number() is { } tolerance)
        {
            return new(middle, tolerance);
        }
        text.Mistake($"{text.NextNoun} in a value with a tolerance", "write ~20 ± 0.01, or ~20 +- 0.01");
        return null;
    }

    private static ExpectedValue.Compared? Comparison(TextCursor text)
    {
        if (text.Comparison() is { } sign && Number(text) is { } number) return new(sign, number);
        text.Mistake($"{text.NextNoun} in a comparison", "write one of == != < <= > >=, and a number");
        return null;
    }

    private static double? Number(TextCursor text) => text.Take('-') ? -text.Number() : text.Number();

    /// <summary>Where the part of the value stands that can be corrected: the number, or absent.</summary>
    private static TextSpan SpanOf(YamlNode.Scalar scalar, ExpectedValue value)
    {
        var text = scalar.Text;
        var from = value is ExpectedValue.Near ? text.IndexOfAny("-0123456789.".ToCharArray()) : 0;
        var end = value is ExpectedValue.Near ? text.IndexOfAny(['±', '+', ' '], from) : text.Length;
        var at = scalar.CharacterAt(from);
        return new TextSpan(at.Line, at.Column, scalar.Indent is null || value is ExpectedValue.Compared ? 0 : end - from);
    }
}
