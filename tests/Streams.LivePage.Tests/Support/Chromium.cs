using Microsoft.Playwright;
using Streams.LivePage.Tests.Support;
using Streams.Testing.Support;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Streams.LivePage.Tests.Support;

/// <summary>The installed Chromium, headless, one for all tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Starts it.</summary>
    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout((float)Patience.Limit.TotalMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox"] });
    }

    /// <summary>Opens a page that collects what its console complains of.</summary>
    internal async Task<OpenPage> OpenAsync(string url, ColorScheme scheme = ColorScheme.Light, int width = 1280, int height = 900, float scale = 1)
    {
        var page = await _browser!.NewPageAsync(new BrowserNewPageOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = height }, DeviceScaleFactor = scale });
        page.SetDefaultTimeout((float)Patience.Limit.TotalMilliseconds);
        var open = new OpenPage(page);
        await page.GotoAsync(url);
        return open;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
