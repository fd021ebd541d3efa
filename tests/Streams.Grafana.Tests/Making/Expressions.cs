using System.Text.RegularExpressions;

namespace Streams.Grafana.Tests.Making;

/// <summary>PromQL with the description's abbreviations, and the metrics that it asks for.</summary>
internal static partial class Expressions
{
    private const string Fleet = "component=~\"$component\",endpoint=~\"$endpoint\"";

    internal static string Expand(string query) => query
        .Replace("@workers", Fleet + ",worker_id=~\"$worker\"", StringComparison.Ordinal)
        .Replace("@fleet", Fleet, StringComparison.Ordinal)
        .Replace("@daemon", "job=~\"$job\",instance=~\"$instance\"", StringComparison.Ordinal);

    /// <summary>The metrics of a query, each once, in the order in which they stand there.</summary>
    internal static IEnumerable<string> Metrics(string query) => Name().Matches(Aside().Replace(query, ""))
        .Select(m => m.Value).Where(name => name.Contains('_') || name.Contains(':') || name is "up" or "ALERTS").Distinct();

    /// <summary>What a panel says, with the metrics that it does not name.</summary>
    internal static string Described(string says, IEnumerable<string> queries)
    {
        var unnamed = queries.SelectMany(Metrics).Distinct().Where(name => !Regex.IsMatch(says, $@"\b{name}\b")).ToList();
        return unnamed.Count == 0 ? says : $"{says} Metrics: {string.Join(", ", unnamed)}.";
    }

    /// <summary>What holds no metric: matchers, ranges, texts, and labels behind a word.</summary>
    [GeneratedRegex("""\{[^{}]*\}|\[[^\]]*\]|"[^"]*"|\b(by|without|on|ignoring|group_left|group_right) ?(\([^)]*\))?""")]
    private static partial Regex Aside();

    /// <summary>A name that is no function's.</summary>
    [GeneratedRegex(@"\b[a-zA-Z_:][\w:]*\b(?! ?\()")]
    private static partial Regex Name();
}
