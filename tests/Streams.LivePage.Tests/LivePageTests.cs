using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Streams.LivePage.Tests.Support;
using Streams.Testing.Support;
using static Microsoft.Playwright.Assertions;

namespace Streams.LivePage.Tests;

/// <summary>The live page in a real browser, before a real daemon.</summary>
public sealed class LivePageTests(Chromium chromium)
{
    private const string A = """{"worker_id":"7587888657184927289","active":3,"total":1024,"waiting":2,"blocks":768,"blocks_total":12894,"isl":132,"overlap":33}""";
    private const string B = """{"worker_id":"42","active":0,"total":1024,"waiting":0,"blocks":232,"blocks_total":12894,"isl":10,"overlap":9}""";

    [Fact]
    public async Task Page_TwoWorkers_ShowsTheValuesOfMetrics()
    {
        await using var daemon = await RunningDaemon.StartAsync();
        daemon.Receive(Fleet.Steady, A);
        daemon.Receive(Fleet.Steady, B);
        await using var open = await chromium.OpenAsync(daemon.Url);
        await Expect(open.Workers).ToHaveCountAsync(2);
        Assert.Equal(["7587888657184927289", "6.0%", "768 / 12,894", "3 / 1,024", "2", "25.0%", "–", ""], await OpenPage.CellsAsync(open.Worker("7587888657184927289")));
        Assert.Equal(["42", "1.8%", "232 / 12,894", "0 / 1,024", "0", "90.0%", "–", ""], await OpenPage.CellsAsync(open.Worker("42")));
        await Expect(open.Page.Locator("#fleet .tiles").Last).ToContainTextAsync("29.6% in all");
        await Expect(open.Page.Locator(".load-chart figcaption")).ToHaveTextAsync("Loadmean 500within one deviation 232 to 768");
        await Expect(open.Page.Locator("#status")).ToHaveTextAsync("live");
        var metrics = await daemon.GetAsync("metrics");
        Assert.Contains("llm_load_avg{component=\"backend\",endpoint=\"load_metrics\"} 500\n", metrics);
        Assert.Contains("llm_load_std{component=\"backend\",endpoint=\"load_metrics\"} 268\n", metrics);
        Assert.Contains("llm_kv_hit_rate_percent{component=\"backend\",endpoint=\"load_metrics\",worker_id=\"42\"} 90\n", metrics);
        daemon.Receive(Fleet.Steady, B.Replace("\"blocks\":232", "\"blocks\":1000"));
        await Expect(open.Worker("42")).ToContainTextAsync("1,000 / 12,894");
        Assert.Empty(open.Complaints);
    }

    [Theory]
    [InlineData("2", "a b")]
    [InlineData("1", "")]
    [InlineData("null", "")]
    public async Task Page_NamespacesThatNobodyChoseFrom_AreThoseOfDiscovery(string namespaces, string names)
    {
        await using var daemon = await RunningDaemon.StartAsync();
        await using var open = await chromium.OpenAsync(daemon.Url);
        var found = await open.Page.EvaluateAsync<string[]>($$$"""
            async () => {
              const [{ Snapshot }, { unpartedIn }] = await Promise.all([import('/live/snapshot.js'), import('/live/sources.js')]);
              return unpartedIn(new Snapshot({ time: '2026-01-01T00:00:00Z', tables: [
                { pipeline: '', constants: {}, labels: [], columns: [{ name: 'streams_discovery_namespaces' }], rows: [[{{{namespaces}}}]] },
                { pipeline: 'dynamo', constants: {}, labels: ['dynamo_namespace'], columns: [{ name: 'llm_workers_registered' }], rows: [['b', 1], ['a', 2]] }] }));
            }
            """);
        Assert.Equal(names, string.Join(' ', found));
    }

    [Fact]
    public async Task Page_TwoPipelines_EachHasItsNumbersAndAWorkerIsThereOnce()
    {
        await using var daemon = await RunningDaemon.StartAsync([Fleet.Pipeline, Fleet.Prefill]);
        for (var i = 0; i < 3; i++) daemon.Receive(Fleet.Steady, $$"""{"worker_id":"w{{i}}","blocks":100,"blocks_total":1000,"active":1}""");
        daemon.Receive(Fleet.Steady, """{"worker_id":"w9","blocks":350,"blocks_total":1000,"active":2}""", pipeline: 1);
        // Hits are heard by both, of everyone.
        foreach (var pipeline in (int[])[0, 1])
        {
            daemon.Receive(Fleet.Steady, """{"worker_id":"w1","isl":4,"overlap":1}""", pipeline);
            daemon.Receive(Fleet.Steady, """{"worker_id":"stranger","isl":4,"overlap":2}""", pipeline);
        }

        await using var open = await chromium.OpenAsync(daemon.Url);
        var groups = open.Page.Locator("#fleet > .group");
        await Expect(groups).ToHaveCountAsync(2);
        await Expect(groups.Nth(0).Locator("h3")).ToHaveTextAsync("fleet");
        await Expect(groups.Nth(0)).ToContainTextAsync("100 ± 0");
        await Expect(groups.Nth(0)).ToContainTextAsync("Blocks300 / 3,000");
        await Expect(groups.Nth(1).Locator("h3")).ToHaveTextAsync("fleet/prefill");
        await Expect(groups.Nth(1)).ToContainTextAsync("350 ± 0");
        await Expect(open.Page.Locator("#fleet")).Not.ToContainTextAsync("225");
        await Expect(open.Workers).ToHaveCountAsync(5);
        await Expect(open.Worker("w1")).ToContainTextAsync("25.0%");
        await Expect(open.Workers.First).ToContainTextAsync("w9prefill35.0%");
        await Expect(open.Worker("stranger").Locator(".bar")).ToBeHiddenAsync();
        await Expect(open.Worker("w9").Locator(".bar > span")).ToHaveAttributeAsync("style", "transform: scaleX(0.35);");
    }

    [Fact]
    public async Task Page_HitsOfTheWindow_StandOnAnAxisOfPercents()
    {
        await using var daemon = await RunningDaemon.StartAsync();
        daemon.Receive(Fleet.Steady, A);
        await using var open = await chromium.OpenAsync(daemon.Url);
        await Expect(open.Worker("7587888657184927289")).ToBeVisibleAsync();
        daemon.Receive(Fleet.Steady, """{"worker_id":"42","isl":868,"overlap":217}""");
        // 20 s later the first window has closed that the lane saw from its begin; what came in it is all there is.
        await Expect(open.Page.Locator(".rate-chart figcaption")).ToHaveTextAsync("Of the last minutehit rate 25.0%reuse –");
        await Expect(open.Page.Locator("#fleet .tiles").Last).ToContainTextAsync("25.0%25.0% in all");
    }

    [Fact]
    public async Task Page_WorkerLeaves_IsGreyedAndSaysSo()
    {
        await using var daemon = await RunningDaemon.StartAsync();
        daemon.Receive(Fleet.Steady, A);
        await using var open = await chromium.OpenAsync(daemon.Url);
        await Expect(open.Page.Locator("#shown")).ToHaveTextAsync("1 listed");
        daemon.Receive(Fleet.Brief, B);
        await Expect(open.Worker("42")).ToHaveClassAsync("gone");
        await Expect(open.Worker("42")).ToContainTextAsync("left");
        await Expect(open.Worker("7587888657184927289")).Not.ToHaveClassAsync("gone");
        daemon.Receive(Fleet.Steady, B);
        await Expect(open.Worker("42")).Not.ToHaveClassAsync("gone");
        await Expect(open.Workers).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Page_DaemonRestarts_ComesBackByItself()
    {
        using var port = ReservedPort.Take();
        await using var open = await OpenAndEndAsync();
        await Expect(open.Page.Locator("#status")).ToHaveTextAsync(new Regex(@"^connection lost, nothing new since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC, trying again$"));
        await Expect(open.Page.Locator("main")).ToHaveCSSAsync("opacity", "0.45");
        await using var again = await RunningDaemon.StartAsync(Fleet.Pipeline, port.Number);
        again.Receive(Fleet.Steady, B);
        await Expect(open.Page.Locator("#status")).ToHaveTextAsync("live");
        await Expect(open.Page.Locator("main")).ToHaveCSSAsync("opacity", "1");
        await Expect(open.Worker("42")).ToContainTextAsync("232");
        await Expect(open.Worker("7587888657184927289")).ToHaveClassAsync("gone");

        async Task<OpenPage> OpenAndEndAsync()
        {
            await using var daemon = await RunningDaemon.StartAsync(Fleet.Pipeline, port.Number);
            daemon.Receive(Fleet.Steady, A);
            var page = await chromium.OpenAsync(daemon.Url);
            await Expect(page.Workers).ToHaveCountAsync(1);
            return page;
        }
    }

    [Theory]
    [InlineData("<img src=x onerror=\"document.title='owned'\">")]
    [InlineData("</script><script>document.title='owned'</script>")]
    [InlineData("a\"b'c&amp;\\u003cb\\u003e ${1} \u202e工 data: \r")]
    public async Task Page_HostileWorkerName_StaysText(string name)
    {
        await using var daemon = await RunningDaemon.StartAsync();
        daemon.Receive(Fleet.Steady, System.Text.Json.JsonSerializer.Serialize(new { worker_id = name, blocks = 1, active = 1, isl = 2, overlap = 1 }));
        await using var open = await chromium.OpenAsync(daemon.Url);
        await Expect(open.Workers).ToHaveCountAsync(1);
        Assert.Equal(name, await open.Workers.Locator(".worker").TextContentAsync());
        Assert.Equal(0, await open.Page.Locator("main img, main script, #workers tbody b").CountAsync());
        Assert.Equal("Streams", await open.Page.TitleAsync());
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task Page_Headers_SortByKeyboardAndSaySo()
    {
        await using var daemon = await RunningDaemon.StartAsync();
        daemon.Receive(Fleet.Steady, A);
        daemon.Receive(Fleet.Steady, B);
        await using var open = await chromium.OpenAsync(daemon.Url);
        await Expect(open.Workers.First).ToContainTextAsync("7587888657184927289");
        var load = open.Page.Locator("#workers").GetByRole(AriaRole.Columnheader, new LocatorGetByRoleOptions { Name = "Load" });
        await Expect(load).ToHaveAttributeAsync("aria-sort", "descending");
        await load.GetByRole(AriaRole.Button).FocusAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        await Expect(load).ToHaveAttributeAsync("aria-sort", "ascending");
        await Expect(open.Workers.First).ToContainTextAsync("42");
        await open.Page.Keyboard.PressAsync(" ");
        await Expect(load).ToHaveAttributeAsync("aria-sort", "descending");
        await Expect(open.Workers.First).ToContainTextAsync("7587888657184927289");
    }

    [Fact]
    public async Task Page_ManyWorkers_KeepsFewRowsAndFindsEveryOne()
    {
        await using var daemon = await RunningDaemon.StartAsync();
        for (var i = 0; i < 1000; i++) daemon.Receive(Fleet.Steady, $$"""{"worker_id":"{{i}}","blocks":{{i}}}""");
        await using var open = await chromium.OpenAsync(daemon.Url);
        await Expect(open.Page.Locator("#shown")).ToHaveTextAsync("1,000 listed");
        Assert.InRange(await open.Workers.CountAsync(), 20, 60);
        await open.Page.EvaluateAsync("document.querySelector('#workers .pane').scrollTo(0, 1e6)");
        await Expect(open.Worker("0")).ToBeVisibleAsync();
        await open.Page.GetByLabel("Filter").FillAsync("77");
        await Expect(open.Page.Locator("#shown")).ToHaveTextAsync("19 of 1,000 listed");
        await Expect(open.Worker("770")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Page_SourceDownAndGarbage_AreShown()
    {
        await using var daemon = await RunningDaemon.StartAsync();
        await using var open = await chromium.OpenAsync(daemon.Url);
        await Expect(open.Page.Locator("#no-losses")).ToBeVisibleAsync();
        daemon.SetUp(Fleet.Brief, false);
        daemon.Receive(Fleet.Steady, "no json");
        var brief = open.Page.Locator("#sources tr", new PageLocatorOptions { HasText = "fleet/brief" });
        await Expect(brief).ToContainTextAsync("down");
        await Expect(open.Page.Locator("#status")).ToHaveTextAsync("down: fleet/brief");
        await Expect(open.Page.Locator("body")).ToHaveClassAsync("deaf");
        await Expect(open.Page.Locator("#sources tr", new PageLocatorOptions { HasText = "fleet/steady" })).ToContainTextAsync("up");
        await Expect(open.Page.Locator("#losses tbody:not([aria-hidden]) tr")).ToHaveTextAsync("fleet/steadymessages rejectedmalformed1");
        daemon.SetUp(Fleet.Steady, false);
        await Expect(open.Page.Locator("#status")).ToHaveTextAsync("down: every source of fleet");
        daemon.SetUp(Fleet.Steady, true);
        daemon.SetUp(Fleet.Brief, true);
        await Expect(open.Page.Locator("#status")).ToHaveTextAsync("live");
        await Expect(open.Page.Locator("body")).ToHaveClassAsync("");
    }

    [Fact]
    public async Task Page_OtherPipeline_ShowsATableOfItsOwnNames()
    {
        await using var daemon = await RunningDaemon.StartAsync(Fleet.Rooms);
        daemon.Receive(0, """{"worker_id":"kitchen","blocks":21.5}""");
        await using var open = await chromium.OpenAsync(daemon.Url);
        var table = open.Page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = "room_temperature_celsius", Exact = true });
        await Expect(table.Locator("tbody:not([aria-hidden]) tr")).ToHaveTextAsync("kitchen21.5 °C");
        await Expect(open.Page.Locator(".own h2")).ToHaveTextAsync("rooms");
        await Expect(open.Page.Locator(".own .count")).ToHaveTextAsync("worker_id: 1");
        await Expect(open.Page.Locator(".own .help").First).ToHaveTextAsync("What room_temperature_celsius says");
        await Expect(open.Page.Locator("#fleet")).ToBeHiddenAsync();
        await Expect(open.Page.Locator("#workers")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Page_OtherPipeline_HasWindowsAsColumnsAndBarsInTheOrderOfNumbers()
    {
        await using var daemon = await RunningDaemon.StartAsync(Fleet.Rooms);
        foreach (var (room, celsius) in ((string, double)[])[("kitchen", 4), ("kitchen", 21.5), ("attic", 22.5), ("attic", 40)])
        {
            daemon.Receive(0, $$"""{"worker_id":"{{room}}","blocks":{{celsius.ToString(System.Globalization.CultureInfo.InvariantCulture)}}}""");
        }

        await using var open = await chromium.OpenAsync(daemon.Url);
        await Expect(open.Page.Locator("#status")).ToHaveTextAsync("live");
        await Expect(open.Page.Locator(".own .count")).ToHaveTextAsync("worker_id: 2");
        await Expect(open.Page.Locator(".bars tbody tr")).ToHaveTextAsync(["5125.0%", "1000.0%", "22.5250.0%", "100125.0%", "above00.0%"]);
        await Expect(open.Page.Locator(".metric", new PageLocatorOptions { HasText = "room_temperature_mean_celsius" }).Locator("summary")).ToContainTextAsync("30.8 °C");
        // A window without an event shows nothing: something comes in each of them, for as long as one looks.
        await using var feeding = new Timer(_ => daemon.Receive(0, """{"worker_id":"attic","blocks":33}"""), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
        var windows = open.Page.GetByRole(AriaRole.Table, new PageGetByRoleOptions { Name = "room_temperature_window_celsius" });
        await Expect(windows.Locator("thead th")).ToHaveTextAsync(["worker_id", "1s", "4s", "Last 15 min"]);
        await Expect(windows.Locator("tbody:not([aria-hidden]) tr").First).ToContainTextAsync("attic");
        var found = await open.Page.RunAxe();
        Assert.Equal([], found.Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}"));
        Assert.Empty(open.Complaints);
    }

    [Theory]
    [InlineData("", ColorScheme.Light, 1280)]
    [InlineData("", ColorScheme.Dark, 1280)]
    [InlineData("", ColorScheme.Dark, 390)]
    [InlineData("graph", ColorScheme.Light, 1280)]
    [InlineData("graph", ColorScheme.Dark, 390)]
    public async Task Page_Axe_FindsNothing(string path, ColorScheme scheme, int width)
    {
        await using var daemon = await RunningDaemon.StartAsync();
        daemon.Receive(Fleet.Steady, A);
        daemon.Receive(Fleet.Steady, "no json");
        await using var open = await chromium.OpenAsync(daemon.Url + path, scheme, width);
        if (path.Length == 0)
        {
            await Expect(open.Page.Locator("#status")).ToHaveTextAsync("live");
            daemon.Receive(Fleet.Brief, B);
            await Expect(open.Worker("42")).ToHaveClassAsync("gone");
            await Expect(open.Page.Locator("#losses table")).ToBeVisibleAsync();
        }

        var found = await open.Page.RunAxe();
        Assert.Equal([], found.Violations.Select(v => $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}"));
        Assert.NotEmpty(found.Passes);
        Assert.True(await open.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen");
        Assert.Empty(open.Complaints);
    }
}
