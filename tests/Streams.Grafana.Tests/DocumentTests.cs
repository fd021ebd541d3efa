using System.Text.RegularExpressions;
using Streams.EndToEnd.Tests.Support;

namespace Streams.Grafana.Tests;

/// <summary>Links between the documents for operators lead to headings that exist.</summary>
public sealed partial class DocumentTests
{
    [Theory]
    [InlineData("grafana.md")]
    [InlineData("runbook.md")]
    [InlineData("troubleshooting.md")]
    public void Links_LeadToHeadings(string document)
    {
        var links = Link().Matches(Read(document)).ToList();
        Assert.NotEmpty(links);
        Assert.All(links, link =>
        {
            var target = link.Groups["file"].Value is { Length: > 0 } file ? file : document;
            if (link.Groups["heading"].Value is { Length: > 0 } heading) Assert.Contains(heading, Headings(target));
            else Assert.NotEmpty(Read(target));
        });
    }

    [Fact]
    public void Paths_InTheGuide_Exist()
    {
        var paths = Path().Matches(Read("grafana.md")).Select(m => m.Value).Where(p => p != "grafana/targets/dynamo-frontend.yml").Distinct().ToList();
        Assert.True(paths.Count > 6, string.Join(", ", paths));
        Assert.All(paths, path => Assert.True(System.IO.Path.Exists(System.IO.Path.Combine(Repository.Root, path)), path));
    }

    private static string Read(string document) => File.ReadAllText(System.IO.Path.Combine(Repository.Root, "docs", document));

    private static IEnumerable<string> Headings(string document) =>
        Heading().Matches(Read(document)).Select(m => m.Groups[1].Value.ToLowerInvariant().Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?<file>[\w.-]*)(#(?<heading>[\w-]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex("^##? (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"(?<!@)\b(grafana|deploy|src)/[\w./-]*\w")]
    private static partial Regex Path();
}
