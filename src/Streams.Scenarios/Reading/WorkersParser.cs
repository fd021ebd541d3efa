using System.Globalization;
using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Yaml;

namespace Streams.Scenarios.Reading;

/// <summary>Reads <c>workers</c>: names, each one alone or as a range such as <c>1..100</c> or <c>plant-1..plant-20</c>.</summary>
internal static class WorkersParser
{
    private const int Most = 1_000_000;

    /// <summary>The names, in order.</summary>
    public static IReadOnlyList<string> Parse(IReadOnlyList<YamlNode.Scalar> scalars, Report report)
    {
        var names = new List<string>();
        foreach (var scalar in scalars)
        {
            var dots = scalar.Text.IndexOf("..", StringComparison.Ordinal);
            if (dots < 0) names.Add(scalar.Text);
            else if (Range(scalar.Text[..dots], scalar.Text[(dots + 2)..]) is { } range && names.Count + range.Count <= Most) names.AddRange(range);
            else report.Add(scalar.At, $"{Settings.Quote(scalar.Text)} is no range of workers",
                $"write 1..100 or w1..w100, the smaller number first, at most {Most} of them");
        }

        return names;
    }

    private static IReadOnlyCollection<string>? Range(string from, string to)
    {
        var digits = from.Length - from.AsSpan().TrimEnd("0123456789").Length;
        var prefix = from[..^digits];
        if (to.StartsWith(prefix, StringComparison.Ordinal)) to = to[prefix.Length..];
        return int.TryParse(from.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && first <= last && last - first < Most
                ? [.. Enumerable.Range(first, last - first + 1).Select(i => prefix + i.ToString(CultureInfo.InvariantCulture))]
                : null;
    }
}
