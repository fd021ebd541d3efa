using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Streams.Testing.Support;

namespace Streams.Benchmarks;

/// <summary>A flood of hit events through a real nats-server into the real daemon, on the pipeline that it ships with; also at a pace, while pages are asked for.</summary>
internal static partial class Flood
{
    /// <param name="events">How many.</param>
    /// <param name="workers">Of how many workers.</param>
    /// <param name="rate">How many a second; 0 is as fast as the server takes them.</param>
    /// <param name="scrapes">How many pages a second are asked for meanwhile.</param>
    internal static async Task<string> RunAsync(int events, int workers, int rate = 0, int scrapes = 0)
    {
        await using var server = await NatsServer.StartAsync();
        var address = new TaskCompletionSource<string>();
        using var daemon = new Process { StartInfo = new ProcessStartInfo("dotnet", [StreamsProgram.File, "run", "--nats", server.Url, "--listen", "127.0.0.1:0"]) { RedirectStandardError = true } };
        daemon.ErrorDataReceived += (_, e) =>
        {
            if (Address().Match(e.Data ?? "") is { Success: true } found) address.TrySetResult(found.Value);
        };
        daemon.Start();
        daemon.BeginErrorReadLine();
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri(await address.Task) };
            await UntilAsync(async () => (await http.GetAsync("-/ready")).IsSuccessStatusCode);
            daemon.Refresh();
            var cpuBefore = daemon.TotalProcessorTime;
            var began = Stopwatch.GetTimestamp();
            var sending = SendAsync(server.Port, events, workers, rate);
            var asking = AskAsync(http, scrapes, sending);
            var page = "";
            await UntilAsync(async () => Sum(page = await http.GetStringAsync("metrics"), "streams_messages_received_total") >= events);
            await sending;
            var (asked, lag) = await asking;
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            daemon.Refresh();
            var cpu = (daemon.TotalProcessorTime - cpuBefore).TotalSeconds / events * 1e6;
            return string.Create(CultureInfo.InvariantCulture, $"flood {events} events, {workers} workers: {events / seconds:F0}/s, {cpu:F2} CPU s per million, RSS {daemon.PeakWorkingSet64 >> 20} MiB, dropped {Sum(page, "streams_messages_dropped_total")}, accepted {Sum(page, "streams_events_accepted_total")}, blocks {Sum(page, "llm_kv_hit_rate_isl_blocks_total")}, asked {asked / seconds:F0} times a second, at most {lag:F3} s behind");
        }
        finally
        {
            daemon.Kill();
            await daemon.WaitForExitAsync();
        }
    }

    /// <summary>Asks for pages at a pace while messages are sent; how many came, and how far the lane was behind at most.</summary>
    private static async Task<(int Asked, double Lag)> AskAsync(HttpClient http, int scrapes, Task sending)
    {
        if (scrapes == 0) return (0, 0);
        var answers = new List<Task<string>>();
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / scrapes));
        while (!sending.IsCompleted)
        {
            answers.Add(http.GetStringAsync("metrics"));
            await pace.WaitForNextTickAsync();
        }

        return (answers.Count, (await Task.WhenAll(answers)).Max(page => Sum(page, "streams_lane_lag_seconds")));
    }

    /// <summary>Publishes at a pace, or as fast as the server takes it, without a client library in the way.</summary>
    private static async Task SendAsync(int port, int events, int workers, int rate)
    {
        var began = Stopwatch.GetTimestamp();
        using var client = new TcpClient("127.0.0.1", port) { NoDelay = true };
        await using var stream = client.GetStream();
        var text = new StringBuilder("CONNECT {\"verbose\":false}\r\n");
        for (var i = 0; i < events; i++)
        {
            var payload = $"{{\"worker_id\":{7587888657184000000 + (i % workers)},\"isl_blocks\":32,\"overlap_blocks\":20}}";
            text.Append("PUB namespace.dynamo.kv-hit-rate ").Append(payload.Length).Append("\r\n").Append(payload).Append("\r\n");
            if (text.Length < 1 << 16 && i < events - 1) continue;
            await stream.WriteAsync(Encoding.ASCII.GetBytes(text.ToString()));
            text.Clear();
            if (rate > 0 && TimeSpan.FromSeconds((double)i / rate) - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } ahead) await Task.Delay(ahead);
        }

        await stream.WriteAsync("PING\r\n"u8.ToArray());
        var answer = new byte[4096];
        while (!Encoding.ASCII.GetString(answer, 0, await stream.ReadAsync(answer)).Contains("PONG", StringComparison.Ordinal))
        {
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> reached)
    {
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await reached()) await looks.WaitForNextTickAsync();
    }

    private static double Sum(string page, string name) => page.Split('\n')
        .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    [GeneratedRegex("http://[^ ]+/(?=metrics)")]
    private static partial Regex Address();
}
