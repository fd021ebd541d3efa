using System.Text.RegularExpressions;
using Streams.EndToEnd.Tests.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>Rules are cited by number; <c>docs/semantics.md</c> says what each number means.</summary>
public sealed partial class SemanticsTests
{
    [Fact]
    public void Citations_EveryRule_IsDefinedOnce()
    {
        var defined = Definition().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "semantics.md"))).Select(m => m.Groups[1].Value).ToArray();
        Assert.Equal(defined.Distinct(), defined);
        var cited = ((string[])["src", "tests", "docs", "pipelines", "grafana"])
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".md" or ".yaml" or ".yml" && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
            .SelectMany(file => File.ReadLines(file).SelectMany(line => Citations(file, line)).Select(rule => (rule, Path.GetRelativePath(Repository.Root, file))))
            .ToArray();
        Assert.Contains("N3", cited.Select(c => c.rule));
        Assert.Contains("L7", cited.Select(c => c.rule));
        Assert.Empty(cited.Where(c => !defined.Contains(c.rule)).Distinct());
    }

    /// <summary>In code a rule is cited in comments and in the names of tests; elsewhere such letters are formats and bytes.</summary>
    private static IEnumerable<string> Citations(string file, string line)
    {
        var text = !file.EndsWith(".cs", StringComparison.Ordinal) ? line : line.IndexOf("//", StringComparison.Ordinal) is >= 0 and var comment ? line[comment..] : "";
        return Rule().Matches(text).Concat(TestName().Matches(line)).Select(m => m.Groups[1].Value);
    }

    [GeneratedRegex(@"\*\*([LNADF]\d+)\b")]
    private static partial Regex Definition();

    [GeneratedRegex(@"(?<![\w%\\])([LNADF]\d{1,2})\b")]
    private static partial Regex Rule();

    [GeneratedRegex(@"\b([LNADF]\d{1,2})_\w+\(")]
    private static partial Regex TestName();
}
