using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Streams.LivePage.Docs;

/// <summary>A document of the repository, from Markdown to HTML without any markup of its own.</summary>
internal static class DocText
{
    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder()
        .UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).DisableHtml().Build();

    /// <summary>The document's title and its body.</summary>
    /// <param name="file">Its path in the repository, which its links begin at.</param>
    /// <param name="text">Markdown.</param>
    internal static (string Title, string Html) Of(string file, string text)
    {
        var document = Markdig.Markdown.Parse(text, Markdown);
        foreach (var link in document.Descendants<LinkInline>())
        {
            if (link.Url is { } url && DocPath.Target(file, url) is { } target) link.Url = DocPath.Of(target) + DocPath.Fragment(url);
        }

        // An alignment would be a style in an attribute, which the page's policy forbids.
        foreach (var column in document.Descendants<Table>().SelectMany(table => table.ColumnDefinitions)) column.Alignment = null;
        // What is wider than a screen is scrolled in itself, by keys as well.
        foreach (var code in document.Descendants<CodeBlock>()) Attributes(code).AddProperty("tabindex", "0");
        foreach (var table in document.Descendants<Table>()) Attributes(table).AddProperty("tabindex", "0");
        using var html = new StringWriter();
        var renderer = new HtmlRenderer(html);
        Markdown.Setup(renderer);
        renderer.Render(document);
        // A header without a text heads nothing.
        return (Title(document) ?? file, html.ToString().Replace("<th></th>", "<td></td>", StringComparison.Ordinal));
    }

    private static Markdig.Renderers.Html.HtmlAttributes Attributes(MarkdownObject part) => Markdig.Renderers.Html.HtmlAttributesExtensions.GetAttributes(part);

    private static string? Title(MarkdownDocument document) =>
        document.OfType<HeadingBlock>().FirstOrDefault()?.Inline?.Descendants<LiteralInline>().Aggregate("", (title, part) => title + part.Content);
}
