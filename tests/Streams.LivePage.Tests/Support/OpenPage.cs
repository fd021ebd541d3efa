using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Streams.LivePage.Tests.Support;

/// <summary>A page in the browser.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = [];

    internal OpenPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    internal IPage Page { get; }

    /// <summary>What the console complained of.</summary>
    internal IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>The rows of the workers' table that are in view.</summary>
    internal ILocator Workers => Page.Locator("#workers tbody:not([aria-hidden]) tr");

    /// <summary>The row of the worker with this name.</summary>
    internal ILocator Worker(string name) => Workers.Filter(new LocatorFilterOptions { Has = Page.GetByText(name, new PageGetByTextOptions { Exact = true }) });

    /// <summary>The texts of a row's cells.</summary>
    internal static async Task<IReadOnlyList<string>> CellsAsync(ILocator row) => [.. (await row.Locator("th, td").AllInnerTextsAsync()).Select(t => t.Trim())];

    public async ValueTask DisposeAsync() => await Page.CloseAsync();
}
