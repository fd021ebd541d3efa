using Microsoft.Extensions.FileSystemGlobbing;
using Microsoft.Extensions.FileSystemGlobbing.Abstractions;
using Streams.Cli.CommandLine;
using Streams.Scenarios;

namespace Streams.Cli.Testing;

/// <summary>Finds scenario files: a file as it is named, those of a folder, those that match a pattern.</summary>
internal static class ScenarioPaths
{
    /// <summary>The files, each once, in the order of the paths; a path that leads to none is an error.</summary>
    internal static IReadOnlyList<string> Find(IEnumerable<string> paths) => [.. paths.SelectMany(Of).Distinct()];

    private static IReadOnlyList<string> Of(string path)
    {
        string[] files = Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, "*" + ScenarioFile.Suffix)]
            : path.AsSpan().ContainsAny('*', '?') && !File.Exists(path) ? [.. Matching(path)] : [path];
        if (files.Length == 0) throw CommandException.Usage($"{path} holds no scenario file; their names end in {ScenarioFile.Suffix}");
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    private static IEnumerable<string> Matching(string pattern)
    {
        var root = Path.IsPathRooted(pattern) ? Path.GetPathRoot(pattern)! : ".";
        var matcher = new Matcher(StringComparison.Ordinal).AddInclude(Path.GetRelativePath(root, pattern));
        return matcher.Execute(new DirectoryInfoWrapper(new DirectoryInfo(root))).Files.Select(match => root == "." ? match.Path
            : Path.Combine(root, match.Path));
    }
}
