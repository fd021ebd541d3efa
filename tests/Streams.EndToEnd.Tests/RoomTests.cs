using System.Text.RegularExpressions;
using Streams.EndToEnd.Tests.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>Folders are rooms: each is one step of the journey, and leans only on steps before it.</summary>
public sealed partial class RoomTests
{
    public static TheoryData<string> Assemblies { get; } = [.. Rooms.Assemblies];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Folders_OfOneAssembly_LeanOnEachOtherInNoCircle(string assembly)
    {
        var leans = Rooms.Of(assembly);
        while (leans.FirstOrDefault(room => room.Value.Count == 0).Key is { } free)
        {
            leans.Remove(free);
            foreach (var others in leans.Values) others.Remove(free);
        }

        Assert.True(leans.Count == 0, string.Join('\n', leans.Select(room => $"{room.Key} leans on {string.Join(", ", room.Value)}")));
    }

    [Fact]
    public void Namespaces_AreThePathsOfTheirFolders()
    {
        var src = Path.Combine(Repository.Root, "src");
        foreach (var file in Directory.EnumerateFiles(src, "*.cs", SearchOption.AllDirectories))
        {
            if (Namespace().Match(File.ReadAllText(file)) is { Success: true } found)
            {
                Assert.Equal((file, Path.GetRelativePath(src, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.')), (file, found.Groups[1].Value));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Namespaces_AreNamedLikeNoTypeInThem(string assembly)
    {
        using var module = Rooms.Open(assembly);
        Assert.DoesNotContain(module.Types, type => type.Namespace.Split('.')[^1] == type.Name);
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
