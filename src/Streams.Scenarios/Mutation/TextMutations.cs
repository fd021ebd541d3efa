using System.Globalization;
using System.Text.RegularExpressions;
using Streams.Across;
using Streams.Definitions.Syntax;
using Streams.Reducing;

namespace Streams.Scenarios.Mutation;

/// <summary>Which words of a text can be others, and which.</summary>
internal static partial class TextMutations
{
    private static readonly Dictionary<string, IReadOnlyList<string>> Values = new(Reducers.All.Select(kind => KeyValuePair.Create(kind.Name, kind.Mutants)))
    {
        ["+"] = ["-"],
        ["-"] = ["+"],
        ["*"] = ["/"],
        ["/"] = ["*"],
    };

    // A step is a reducer of readings, or pool.
    private static readonly Dictionary<string, IReadOnlyList<string>> Steps =
        new(Values.Where(other => Enum.TryParse<AcrossKind>(other.Key, ignoreCase: true, out _))) { ["pool"] = ["avg"] };

    private static readonly Dictionary<string, IReadOnlyList<string>> Comparisons = new()
    {
        [">"] = [">="],
        [">="] = [">"],
        ["<"] = ["<="],
        ["<="] = ["<"],
        ["=="] = ["!="],
        ["!="] = ["=="],
        ["and"] = ["or"],
        ["or"] = ["and"],
    };

    /// <summary>Of a value: reducers, operators, constants.</summary>
    public static IEnumerable<(int At, string Was, string Becomes)> OfValue(string text) => Of(text, Values);

    /// <summary>Of a condition: comparisons, <c>and</c> and <c>or</c>, constants.</summary>
    public static IEnumerable<(int At, string Was, string Becomes)> OfCondition(string text) => Of(text, Comparisons);

    /// <summary>Of a number.</summary>
    public static IEnumerable<(int At, string Was, string Becomes)> OfNumber(string text) => Of(text, []);

    /// <summary>Of a step of <c>across</c>: what it computes, and by which labels.</summary>
    public static IEnumerable<(int At, string Was, string Becomes)> OfAcross(string text)
    {
        foreach (var word in Of(text, Steps)) yield return word;
        var by = text.IndexOf(" by ", StringComparison.Ordinal);
        if (by >= 0) yield return (by, text[by..], "");
    }

    /// <summary>Of a window: its length, and how often one closes.</summary>
    public static IEnumerable<(int At, string Was, string Becomes)> OfWindow(string text)
    {
        foreach (Match word in Spaced().Matches(text))
        {
            if (DurationParser.Parse(word.Value) is { } length) yield return (word.Index, word.Value, DurationParser.Format(length * 2));
        }
    }

    private static IEnumerable<(int At, string Was, string Becomes)> Of(string text, Dictionary<string, IReadOnlyList<string>> others)
    {
        foreach (Match word in Any().Matches(text))
        {
            if (others.TryGetValue(word.Value, out var instead))
            {
                foreach (var other in instead) yield return (word.Index, word.Value, other);
            }
            else if (double.TryParse(word.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                // A number from 0 to 1 may have to stay there: it may be a quantile.
                yield return (word.Index, word.Value, (number is > 0 and < 1 ? number / 2 : number + 1).ToString("R", CultureInfo.InvariantCulture));
            }
        }
    }

    [GeneratedRegex(@"[A-Za-z_]\w*|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+|[<>=!]=|""[^""]*""|'[^']*'|[-+*/<>]")]
    private static partial Regex Any();

    [GeneratedRegex(@"\S+")]
    private static partial Regex Spaced();
}
