using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Streams.Testing.Support;

namespace Streams.Benchmarks;

/// <summary>What the live page costs: Chromium's main thread, and the daemon with and without a viewer, before a simulated fleet on a real NATS.</summary>
internal static partial class Watched
{
    private const int Scrapes = 40;

    internal static async Task<string> RunAsync(int workers, int seconds, string? picture)
    {
        await using var server = await NatsServer.StartAsync();
        using var daemon = Start(["run", "--nats", server.Url, "--listen", "127.0.0.1:0"], out var address);
        using var fleet = Start(["simulate", "--nats", server.Url, "--workers", $"{workers / 2}", "--rate", $"{Math.Max(40, workers / 2)}", "--release", "0.4.1,1.6.0"], out _);
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri(await address) };
            await UntilAsync(async () => WorkersOn(await http.GetStringAsync("metrics")) == workers);
            var alone = await CostAsync(daemon, http, seconds);
            using var playwright = await Playwright.CreateAsync();
            await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox"] });
            var page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 900 } });
            var session = await page.Context.NewCDPSessionAsync(page);
            // In CPU time of the thread: other processes' turns do not count.
            await session.SendAsync("Performance.enable", new Dictionary<string, object> { ["timeDomain"] = "threadTicks" });
            await page.GotoAsync(http.BaseAddress.ToString());
            await page.Locator("#workers tbody:not([aria-hidden]) tr").First.WaitForAsync();
            await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))");
            var first = await MetricsAsync(session);
            await page.EvaluateAsync("window.updates = []; new PerformanceObserver(l => updates.push(...l.getEntries().map(e => e.duration))).observe({ type: 'measure' })");
            var before = await MetricsAsync(session);
            var watched = await CostAsync(daemon, http, seconds);
            var after = await MetricsAsync(session);
            var script = (await page.EvaluateAsync<double[]>("updates.sort((a, b) => a - b)"))!;
            if (picture is not null) await page.ScreenshotAsync(new PageScreenshotOptions { Path = picture });
            return string.Create(CultureInfo.InvariantCulture, $"""
                {workers} workers, {seconds} s each
                first paint: {first["TaskDuration"] * 1000:F0} ms of the main thread (script {first["ScriptDuration"] * 1000:F0}, layout and style {(first["LayoutDuration"] + first["RecalcStyleDuration"]) * 1000:F0})
                an update: {(after["TaskDuration"] - before["TaskDuration"]) * 1000 / script.Length:F1} ms of the main thread, everything included; script alone {script[script.Length / 2]:F1} median, {script[^1]:F1} longest of {script.Length}
                daemon: {alone.Cpu:F2}% of a core alone, {watched.Cpu:F2}% watched
                scrape: {alone.Scrape:F1} ms alone, {watched.Scrape:F1} ms watched (median of {Scrapes})
                """);
        }
        finally
        {
            foreach (var process in (Process[])[fleet, daemon])
            {
                process.Kill();
                await process.WaitForExitAsync();
            }
        }
    }

    /// <summary>The daemon's CPU over some seconds in which nobody scrapes, in percent of a core; then the median time of a scrape.</summary>
    private static async Task<(double Cpu, double Scrape)> CostAsync(Process daemon, HttpClient http, int seconds)
    {
        daemon.Refresh();
        var (cpu, began) = (daemon.TotalProcessorTime, Stopwatch.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        daemon.Refresh();
        var percent = 100 * (daemon.TotalProcessorTime - cpu) / Stopwatch.GetElapsedTime(began);
        List<double> times = [];
        for (var i = 0; i < Scrapes; i++)
        {
            var asked = Stopwatch.GetTimestamp();
            await http.GetByteArrayAsync("metrics");
            times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
            await Task.Delay(50);
        }

        return (percent, times.Order().ElementAt(Scrapes / 2));
    }

    private static Process Start(string[] args, out Task<string> address)
    {
        var found = new TaskCompletionSource<string>();
        var process = new Process { StartInfo = new ProcessStartInfo("dotnet", [StreamsProgram.File, .. args]) { RedirectStandardError = true } };
        process.ErrorDataReceived += (_, e) =>
        {
            if (Address().Match(e.Data ?? "") is { Success: true } match) found.TrySetResult(match.Value);
        };
        process.Start();
        process.BeginErrorReadLine();
        address = found.Task;
        return process;
    }

    private static async Task<Dictionary<string, double>> MetricsAsync(ICDPSession session) =>
        (await session.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
            .ToDictionary(m => m.GetProperty("name").GetString()!, m => m.GetProperty("value").GetDouble());

    private static int WorkersOn(string page) => page.Split('\n')
        .Where(line => line.StartsWith("streams_workers{", StringComparison.Ordinal))
        .Sum(line => int.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    private static async Task UntilAsync(Func<Task<bool>> reached)
    {
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!await reached()) await looks.WaitForNextTickAsync();
    }

    [GeneratedRegex("http://[^ ]+/(?=metrics)")]
    private static partial Regex Address();
}
