using System.Text.RegularExpressions;

namespace Streams.Grafana.Tests.Lint;

/// <summary>As much of PromQL as the rules look at; whether it is PromQL at all is for promtool to say.</summary>
internal static partial class PromQl
{
    private static readonly HashSet<string> Words = ["by", "without", "on", "ignoring", "group_left", "group_right", "and", "or", "unless", "bool", "offset"];

    /// <summary>Each selector: the metric's name, its matchers as they are written, and the function call around it.</summary>
    internal static IEnumerable<(string Name, string Matchers, string Before)> Selectors(string expression)
    {
        var bare = LabelLists().Replace(expression, list => new string(' ', list.Length));
        return SelectorPattern().Matches(bare)
            .Where(m => !Words.Contains(m.Groups["name"].Value))
            .Select(m => (m.Groups["name"].Value, m.Groups["matchers"].Value, bare[..m.Index]));
    }

    /// <summary>What stands between brackets.</summary>
    internal static IEnumerable<string> Ranges(string expression) => RangePattern().Matches(expression).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")]
    private static partial Regex LabelLists();

    [GeneratedRegex(@"(?<![\w:$""~=.])(?<name>[a-zA-Z_:][\w:]*)(?!\s*\()(?![\w:])(\{(?<matchers>[^}]*)\})?")]
    private static partial Regex SelectorPattern();

    [GeneratedRegex(@"\[([^\]]*)\]")]
    private static partial Regex RangePattern();
}
