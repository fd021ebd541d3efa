using System.Text.RegularExpressions;
using Streams.EndToEnd.Tests.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>The map, <c>docs/architecture.md</c>, shows the house as it is.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"));

    [Fact]
    public void Assemblies_InTheDiagram_LeanOnEachOtherAsTheirCodeDoes() => Same(Rooms.Reduced(Rooms.OfAssemblies()), Arrows("assemblies"));

    [Fact]
    public void Rooms_InTheDiagram_LeanOnEachOtherAsTheirCodeDoes() =>
        Same(Rooms.Reduced(Rooms.Of("Streams.Engine.dll")).Select(arrow => (Room(arrow.From), Room(arrow.To))), Arrows("rooms"));

    [Fact]
    public void Rooms_OfEveryProject_AreInTheTable()
    {
        var src = Path.Combine(Repository.Root, "src");
        var folders = Directory.EnumerateFiles(src, "*.cs", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(src, Path.GetDirectoryName(file)!)).Distinct();
        Assert.Equal(folders.Order(StringComparer.Ordinal), TableRow().Matches(Page).Select(row => row.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WayOfAnEvent_NamesAtMostTwentyFiveFilesThatAreThere()
    {
        var files = CodeFile().Matches(Section("The way of one event")).Select(m => m.Groups[1].Value).Distinct().ToArray();
        Assert.InRange(files.Length, 1, 25);
    }

    [Fact]
    public void Files_NamedAnywhere_AreThere() =>
        Assert.All(CodeFile().Matches(Page).Select(m => m.Groups[1].Value), file => Assert.True(File.Exists(Path.Combine(Repository.Root, "src", file)), file));

    private static void Same(IEnumerable<(string From, string To)> code, IEnumerable<(string From, string To)> page)
    {
        string[] right = [.. code.Select(Text).Order(StringComparer.Ordinal)];
        Assert.True(right.SequenceEqual(page.Select(Text).Order(StringComparer.Ordinal)), "the diagram's arrows should be:\n" + string.Join('\n', right));
    }

    private static string Text((string From, string To) arrow) => $"{arrow.From} --> {arrow.To}";

    private static string Room(string space) => space == "Streams" ? "Pipeline" : space["Streams.".Length..];

    private static string Section(string heading)
    {
        var begin = Page.IndexOf($"## {heading}\n", StringComparison.Ordinal);
        Assert.True(begin >= 0, heading);
        var end = Page.IndexOf("\n## ", begin, StringComparison.Ordinal);
        return end < 0 ? Page[begin..] : Page[begin..end];
    }

    private static IEnumerable<(string From, string To)> Arrows(string diagram)
    {
        var begin = Page.IndexOf($"%% {diagram}\n", StringComparison.Ordinal);
        var block = Page[begin..Page.IndexOf("```", begin, StringComparison.Ordinal)];
        return Arrow().Matches(block).Select(m => (m.Groups[1].Value, m.Groups[2].Value));
    }

    [GeneratedRegex(@"^ *([\w.]+) --> ([\w.]+)$", RegexOptions.Multiline)]
    private static partial Regex Arrow();

    [GeneratedRegex(@"^\| `src/([\w./]+)` \|", RegexOptions.Multiline)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"`(?:src/)?(Streams[\w./]*\.cs)`")]
    private static partial Regex CodeFile();
}
