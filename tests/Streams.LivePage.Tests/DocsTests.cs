using System.Net;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Streams.LivePage.Docs;
using Streams.LivePage.Tests.Support;

namespace Streams.LivePage.Tests;

/// <summary><c>/docs</c>: every document, and where its links lead.</summary>
public sealed partial class DocsTests(Chromium chromium)
{
    [Theory]
    [InlineData("README.md", "docs/dynamo.md", "/docs/dynamo")]
    [InlineData("docs/grafana.md", "runbook.md#part", "/docs/runbook#part")]
    [InlineData("docs/reliability.md", "../SECURITY.md", "/docs/SECURITY")]
    [InlineData("docs/adr/0008-ahead-of-time.md", "../performance.md", "/docs/performance")]
    [InlineData("docs/dynamo.md", "#part", "#part")]
    [InlineData("docs/dynamo.md", "../README.md#journey", "/docs#journey")]
    [InlineData("docs/dynamo.md", "https://example.org/a.md", "https://example.org/a.md")]
    public void Link_InADocument_LeadsToThePageOfItsTarget(string file, string link, string path) =>
        Assert.Contains($"<a href=\"{path}\">x</a>", DocText.Of(file, $"# T\n\n[x]({link})\n").Html);

    [Fact]
    public void Html_MarkupInADocument_StaysText()
    {
        var (title, html) = DocText.Of("a.md", "# A <b>title</b>\n\n<script>alert(1)</script>\n\n| a |\n|--:|\n| `x<y` |\n");
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("style=", html);
        Assert.Contains("<code>x&lt;y</code>", html);
        Assert.StartsWith("A ", title);
    }

    [Fact]
    public async Task Docs_EveryLink_LeadsToAPageThatHasItsPart()
    {
        await using var daemon = await RunningDaemon.StartAsync();
        var files = Directory.GetFiles(Path.Combine(StreamsProgram.Root, "docs"), "*.md", SearchOption.AllDirectories);
        Dictionary<string, string> pages = [];
        Queue<string> paths = new(["/docs"]);
        List<(string From, string To)> links = [];
        while (paths.TryDequeue(out var path))
        {
            if (pages.ContainsKey(path)) continue;
            using var answer = await daemon.AskAsync(HttpMethod.Get, path[1..]);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, path);
            pages.Add(path, await answer.Content.ReadAsStringAsync());
            if (!path.StartsWith("/docs", StringComparison.Ordinal) || path.EndsWith(".png", StringComparison.Ordinal)) continue;
            foreach (var link in Link().Matches(pages[path]).Select(m => m.Groups[1].Value).Where(l => !l.StartsWith("http", StringComparison.Ordinal)))
            {
                links.Add((path, link.StartsWith('#') ? path + link : link));
                var target = link.Split('#')[0];
                // The pages that do not end, and those that a click does not leave for.
                if (target.Length > 0 && target.StartsWith("/docs", StringComparison.Ordinal)) paths.Enqueue(target);
            }
        }

        Assert.Equal(files.Length + 5, pages.Keys.Count(path => !path.EndsWith(".png", StringComparison.Ordinal)));
        Assert.Contains("/docs/live.png", pages.Keys);
        foreach (var (from, to) in links.Where(l => l.To.Contains('#', StringComparison.Ordinal)))
        {
            var part = to.Split('#');
            Assert.True(pages[part[0]].Contains($"id=\"{part[1]}\"", StringComparison.Ordinal), $"{from} links to {to}");
        }
    }

    [Theory]
    [InlineData("docs", ColorScheme.Light, 1280)]
    [InlineData("docs/pipeline-file", ColorScheme.Dark, 390)]
    public async Task Docs_Axe_FindsNothing(string path, ColorScheme scheme, int width)
    {
        await using var daemon = await RunningDaemon.StartAsync();
        await using var open = await chromium.OpenAsync(daemon.Url + path, scheme, width);
        var found = await open.Page.RunAxe();
        Assert.Equal([], found.Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(5).Select(n => n.Html))}"));
        Assert.True(await open.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen");
        Assert.Empty(open.Complaints);
    }

    [GeneratedRegex("(?:href|src)=\"([^\"]+)\"")]
    private static partial Regex Link();
}
