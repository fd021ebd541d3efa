namespace Streams.LivePage.Docs;

/// <summary>Where a document of the repository stands in <c>/docs</c>.</summary>
internal static class DocPath
{
    /// <summary>The path of a file of the repository: <c>README.md</c> is <c>/docs</c>, <c>docs/dynamo.md</c> is <c>/docs/dynamo</c>.</summary>
    internal static string Of(string file)
    {
        if (file == "README.md") return "/docs";
        var inDocs = file.StartsWith("docs/", StringComparison.Ordinal) ? file["docs/".Length..] : file;
        return "/docs/" + (inDocs.EndsWith(".md", StringComparison.Ordinal) ? inDocs[..^3] : inDocs);
    }

    /// <summary>The file that a link in another names; null where it leads elsewhere, or to the same.</summary>
    internal static string? Target(string from, string link)
    {
        if (link.Length == 0 || link[0] is '#' or '/' || Uri.TryCreate(link, UriKind.Absolute, out _)) return null;
        // The host is none: it lets a relative path be resolved.
        return new Uri(new Uri("file:///" + from), link.Split('#')[0]).AbsolutePath[1..];
    }

    /// <summary>What follows the path of a link: <c>#part</c>, or nothing.</summary>
    internal static string Fragment(string link) => link.IndexOf('#') is >= 0 and var at ? link[at..] : "";
}
