using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Streams.LivePage.Tests.Support;
using Streams.Testing.Support;
using static Microsoft.Playwright.Assertions;

namespace Streams.LivePage.Tests;

/// <summary>What was before a page was opened, in a browser.</summary>
public sealed partial class HistoryPageTests(Chromium chromium)
{
    [Fact]
    public async Task Charts_AfterAReload_ShowWhatWasBeforeByCursorAndByKeys()
    {
        await using var fleet = await FrozenFleet.StartAsync(8);
        await using var open = await chromium.OpenAsync(fleet.Url);
        foreach (var _ in (int[])[1, 2])
        {
            await Expect(open.Page.Locator("body")).ToHaveAttributeAsync("data-history", "shown");
            var plot = open.Page.Locator(".load-chart .plot");
            var caption = open.Page.Locator(".load-chart figcaption");
            await Expect(caption).ToContainTextAsync($"mean {FrozenFleet.Load(0)}");
            await plot.FocusAsync();
            for (var beat = 0; beat < 40; beat++) await open.Page.Keyboard.PressAsync("ArrowLeft");
            await Expect(caption).ToContainTextAsync($"mean {FrozenFleet.Load(40)}");
            await Expect(caption).ToContainTextAsync("at 03:07:00 UTC");
            await Expect(plot).ToHaveAttributeAsync("aria-label", new Regex($"at 03:07:00 UTC mean {FrozenFleet.Load(40)}, within one deviation \\d"));
            await open.Page.Locator("#filter").FocusAsync();
            await Expect(caption).ToContainTextAsync($"mean {FrozenFleet.Load(0)}");
            await plot.HoverAsync();
            await Expect(caption).ToContainTextAsync(Instant());
            await open.Page.ReloadAsync();
        }
    }

    [Fact]
    public async Task Workers_AfterAReload_HaveTheirQuarterOfAnHour()
    {
        await using var fleet = await FrozenFleet.StartAsync(100);
        await using var open = await chromium.OpenAsync(fleet.Url);
        await Expect(open.Page.Locator("body")).ToHaveAttributeAsync("data-history", "shown");
        await open.Page.GetByLabel("Filter").FillAsync("7587852398987942736");
        await Expect(open.Workers).ToHaveCountAsync(1);
        var points = await open.Workers.Locator("polyline").GetAttributeAsync("points");
        Assert.Equal(60, points!.Trim().Split(' ').Length);
    }

    [Fact]
    public async Task Strip_OfAHundredWorkers_HasAFieldForEachAndQuantiles()
    {
        await using var fleet = await FrozenFleet.StartAsync(100);
        await using var open = await chromium.OpenAsync(fleet.Url);
        var strips = open.Page.Locator(".heat:not([hidden]) .strip");
        await Expect(strips).ToHaveCountAsync(2);
        await Expect(strips.First.Locator("span")).ToHaveCountAsync(50);
        await Expect(strips.First).ToHaveAttributeAsync("aria-label", new Regex(@"^Load, % of capacity of 50 workers: least \d+\.\d%, 10th percentile .*, most \d+\.\d%$"));
        await strips.First.Locator("span").First.HoverAsync();
        await Expect(open.Page.Locator(".heat .under").First).ToContainTextAsync("7587852398987942736");
        // Sorted by load, the fullest first.
        var most = await open.Page.Locator(".heat .quantile b").Nth(4).TextContentAsync();
        await Expect(open.Workers.First).ToContainTextAsync(most!);
    }

    [Fact]
    public async Task Colours_OfBarsAndLines_HaveAContrastOfThreeToOne()
    {
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await using var fleet = await FrozenFleet.StartAsync(8);
            await using var open = await chromium.OpenAsync(fleet.Url, scheme);
            await Expect(open.Workers.First.Locator(".bar > span")).ToBeVisibleAsync();
            foreach (var (front, back) in ((string, string)[])[("--bar", "--panel"), ("--bar", "--back"), ("--accent", "--back"), ("--second", "--back")])
            {
                var contrast = await open.Page.EvaluateAsync<double>(
                    """
                    names => {
                      const [a, b] = names.map(name => {
                        const hex = getComputedStyle(document.documentElement).getPropertyValue(name).trim().slice(1);
                        const full = hex.length === 3 ? [...hex].map(c => c + c).join('') : hex;
                        const [r, g, b] = [0, 2, 4].map(i => parseInt(full.slice(i, i + 2), 16) / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
                        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                      }).sort((x, y) => y - x);
                      return (a + 0.05) / (b + 0.05);
                    }
                    """,
                    new[] { front, back });
                Assert.True(contrast >= 3, $"{front} on {back}, {scheme}: {contrast:0.00}");
            }
        }
    }

    [Fact]
    public async Task History_NobodyLooks_IsTakenAtEveryBeat()
    {
        await using var daemon = await RunningDaemon.StartAsync();
        daemon.Receive(Fleet.Steady, """{"worker_id":"a","blocks":768}""");
        var told = await Eventually.AnswersAsync(async () => await daemon.GetAsync("history?name=llm_load_avg") is var text && text.Contains("768,768,768", StringComparison.Ordinal) ? text : null, "three beats");
        Assert.Contains("\"columns\":[{\"name\":\"llm_load_avg\"}]", told);
        Assert.Contains("\"a\",[", await daemon.GetAsync("history?label=worker_id&value=a"));
        using var refused = await daemon.AskAsync(HttpMethod.Get, "history");
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Worker_OfALink_HasItsSeriesItsEventsAndItsLeases()
    {
        await using var daemon = await RunningDaemon.StartAsync();
        daemon.Receive(Fleet.Steady, """{"worker_id":"a b&c","blocks":768,"active":3,"isl":132,"overlap":33}""");
        daemon.Receive(Fleet.Steady, """{"worker_id":"other","blocks":111,"active":1}""");
        await using var open = await chromium.OpenAsync(daemon.Url);
        await open.Worker("a b&c").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(open.Page.Locator("h1")).ToHaveTextAsync("a b&c");
        await Expect(open.Page.Locator("#status")).ToHaveTextAsync("live");
        await Expect(open.Page.Locator("#series")).ToContainTextAsync("llm_kv_blocks_active768");
        await Expect(open.Page.Locator("#series")).Not.ToContainTextAsync("111");
        var steady = open.Page.Locator(".said").First;
        await Expect(steady).ToContainTextAsync("no event since this page was opened; lease 10 min");
        daemon.Receive(Fleet.Steady, """{"worker_id":"other","blocks":112,"active":1}""");
        daemon.Receive(Fleet.Steady, """{"worker_id":"a b&c","blocks":770}""");
        await Expect(steady).ToContainTextAsync("worker_id a b&c, blocks 770");
        await Expect(steady).ToContainTextAsync("1 since this page was opened");
        await Expect(steady).ToContainTextAsync(new Regex(@"lease 10 min: ends \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC if nothing more comes"));
        var found = await open.Page.RunAxe();
        Assert.Equal([], found.Violations.Select(v => $"{v.Id}: {v.Help}"));
        Assert.Empty(open.Complaints);
    }

    [GeneratedRegex(@"at \d\d:\d\d:\d\d UTC")]
    private static partial Regex Instant();
}
