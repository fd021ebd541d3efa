namespace Streams.Dynamo.Growing;

/// <summary>The files that a pattern names: <c>*</c> and <c>?</c> in any part of a path, or a folder for all traces in it.</summary>
/// <param name="Text">The pattern.</param>
internal sealed record FilePattern(string Text)
{
    private static readonly EnumerationOptions Options = new()
    {
        MatchType = MatchType.Simple,
        MatchCasing = MatchCasing.CaseSensitive,
        AttributesToSkip = FileAttributes.None,
    };

    private static readonly string[] Traces = ["*.jsonl", "*.jsonl.gz"];

    /// <summary>The folder that must be there before any file can be.</summary>
    private string Folder
    {
        get
        {
            var path = Path.GetFullPath(Text);
            while (path.AsSpan().ContainsAny('*', '?')) path = Path.GetDirectoryName(path)!;
            return path == Path.GetFullPath(Text) && !Directory.Exists(path) ? Path.GetDirectoryName(path)! : path;
        }
    }

    /// <summary>The files that are there now, in the order of their names.</summary>
    /// <exception cref="IOException">The folder is not there, or cannot be read.</exception>
    internal IReadOnlyList<string> Files()
    {
        if (!Directory.Exists(Folder)) throw new DirectoryNotFoundException($"there is no folder {Folder}");
        if (Directory.Exists(Text)) return [.. Traces.SelectMany(trace => Directory.EnumerateFiles(Text, trace, Options)).Order(StringComparer.Ordinal)];
        var path = Path.GetFullPath(Text);
        var root = Path.GetPathRoot(path)!;
        IEnumerable<string> found = [root];
        foreach (var part in path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            found = found.SelectMany(at => Below(at, part));
        }
        return [.. found.Where(File.Exists).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Below(string folder, string part)
    {
        if (!part.AsSpan().ContainsAny('*', '?')) return [Path.Combine(folder, part)];
        return Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder, part, Options) : [];
    }
}
