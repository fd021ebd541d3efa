using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using Streams.LivePage.Site;

namespace Streams.LivePage.Docs;

/// <summary>The documents that were built in, each a page that links to the others.</summary>
internal sealed class DocPages(Assembly assembly)
{
    private const string Prefix = "doc:";

    /// <summary>Their files in the order of their names, the README first.</summary>
    private readonly string[] _files = [.. assembly.GetManifestResourceNames().Where(IsDoc).Select(name => name[Prefix.Length..])
        .OrderBy(file => file == "README.md" ? "" : DocPath.Of(file), StringComparer.OrdinalIgnoreCase)];

    /// <summary>Whether a resource is a document's.</summary>
    internal static bool IsDoc(string resource) => resource.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Each with its path and a page that is made when it is first asked for.</summary>
    internal IEnumerable<(string Path, Lazy<byte[]> Page)> All() =>
        _files.Select(file => (DocPath.Of(file), new Lazy<byte[]>(() => Encoding.UTF8.GetBytes(Html(file)))));

    private string Html(string file)
    {
        var (title, body) = DocText.Of(file, Text(file));
        var html = new StringBuilder("""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <link rel="icon" href="/live/icon.svg">
            <link rel="stylesheet" href="/live/live.css">

            """);
        html.Append($"<title>{Encode(title)} · Streams</title>\n</head>\n<body>\n<header><p class=\"brand\">Streams</p>{SiteNav.Html("/docs")}</header>\n");
        // The list comes behind the text, and beside it where there is room.
        html.Append($"<div class=\"docs\">\n<main class=\"doc\">\n{body}</main>\n<nav aria-label=\"Documents\">\n<ul>\n");
        foreach (var other in _files.Where(other => !IsDecision(other))) Link(html, other, file);
        html.Append($"</ul>\n<details{(IsDecision(file) ? " open" : "")}><summary>Decisions</summary><ul>\n");
        foreach (var other in _files.Where(IsDecision)) Link(html, other, file);
        return html.Append("</ul></details>\n</nav>\n</div>\n</body>\n</html>\n").ToString();
    }

    private static bool IsDecision(string file) => file.StartsWith("docs/adr/", StringComparison.Ordinal);

    private static void Link(StringBuilder html, string to, string from) =>
        html.Append($"<li><a href=\"{DocPath.Of(to)}\"{(to == from ? " aria-current=\"page\"" : "")}>{Encode(Name(to))}</a></li>\n");

    private static string Name(string file)
    {
        if (file == "README.md") return "Overview";
        var words = Path.GetFileNameWithoutExtension(file).Replace('-', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..].ToLowerInvariant();
    }

    private string Text(string file)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(Prefix + file)!);
        return reader.ReadToEnd();
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
