using System.Text.RegularExpressions;
using Streams.EndToEnd.Tests.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>The image is built of what the Dockerfile copies, and that is all that the build needs.</summary>
public sealed partial class ImageTests
{
    [Fact]
    public void Copies_HaveEveryFileThatAProjectTakesFromOutsideOfSrc()
    {
        string[] copied = [.. Copy().Matches(Read("Dockerfile")).SelectMany(line => line.Groups[1].Value.Split(' ')[..^1])];
        var notIgnored = Read(".dockerignore").Split('\n').Where(line => line.StartsWith('!')).Select(line => line[1..]).ToArray();
        var taken = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(project => Outside().Matches(File.ReadAllText(project)).Select(include => include.Groups[1].Value)).ToArray();
        Assert.NotEmpty(taken);
        Assert.All(taken, file => Assert.Contains(copied, path => Covers(path, file)));
        Assert.All(copied, path => Assert.Contains(notIgnored, kept => Covers(kept, path)));
    }

    private static bool Covers(string path, string file) => path == file || (path.EndsWith('/') && file.StartsWith(path, StringComparison.Ordinal));

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    [GeneratedRegex(@"^COPY (?!--from)(.+)$", RegexOptions.Multiline)]
    private static partial Regex Copy();

    [GeneratedRegex("""<EmbeddedResource Include="\.\./\.\./([^"]+)""")]
    private static partial Regex Outside();
}
