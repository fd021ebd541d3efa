using System.Globalization;
using System.Text.RegularExpressions;
using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Yaml;

namespace Streams.Scenarios.Reading;

/// <summary>Reads a series of values as promtool writes it: <c>10+5x6</c> is 10, 15, … 40, <c>1 2 _ 3</c> has a gap, <c>_x4</c> four.</summary>
internal static partial class ValuesParser
{
    private const int Longest = 1_000_000;

    /// <summary>The values, NaN for a gap; null, and a mistake, where it is wrong.</summary>
    public static IReadOnlyList<double>? Parse(YamlNode.Scalar scalar, Report report)
    {
        var values = new List<double>();
        foreach (var item in Items().EnumerateMatches(scalar.Text))
        {
            if (Add(scalar.Text.Substring(item.Index, item.Length), values)) continue;
            report.Add(scalar.CharacterAt(item.Index), $"{Settings.Quote(scalar.Text.Substring(item.Index, item.Length))} is no value of a series",
                $"write values such as 10+5x6 (10, 15, … 40), 7x3 (7, 7, 7, 7), _ for a gap, at most {Longest} of them");
            return null;
        }

        if (values.Count > 0) return values;
        report.Add(scalar.At, "a series without values", "write some, such as 10+5x6 or 1 2 _ 3");
        return null;
    }

    private static bool Add(string item, List<double> values)
    {
        var form = Form().Match(item);
        if (!form.Success || !int.TryParse("0" + form.Groups["times"].Value, out var times)) return false;
        var isGap = form.Groups["gap"].Success;
        // One gap is one, and x counts gaps; of a value it counts those that follow.
        var count = isGap ? (form.Groups["times"].Success ? times : 1) : times + 1;
        var first = isGap ? double.NaN : Number(form.Groups["first"]);
        var step = form.Groups["step"].Success ? Number(form.Groups["step"]) : 0;
        if (values.Count + (long)count > Longest || double.IsInfinity(first) || !double.IsFinite(step)) return false;
        for (var i = 0; i < count; i++) values.Add(first + (i * step));
        return true;
    }

    private static double Number(Group text) => double.Parse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\S+")]
    private static partial Regex Items();

    [GeneratedRegex(@"^(?:(?<gap>_)|(?<first>-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(?<step>[+-](?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?=x))?)(?:x(?<times>\d{1,7}))?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
