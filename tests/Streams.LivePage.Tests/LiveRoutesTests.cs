using System.Globalization;
using System.Net;
using System.Text.Json;
using Streams.LivePage.Tests.Support;

namespace Streams.LivePage.Tests;

/// <summary>What is served beside <c>/metrics</c>, as a client gets it.</summary>
public sealed class LiveRoutesTests
{
    [Theory]
    [InlineData("", "text/html; charset=utf-8", "<title>Streams</title>")]
    [InlineData("live/live.js", "text/javascript; charset=utf-8", "listen('/events'")]
    [InlineData("live/live.css", "text/css; charset=utf-8", "prefers-color-scheme: dark")]
    [InlineData("live/uplot.LICENSE.txt", "text/plain; charset=utf-8", "The MIT License")]
    [InlineData("graph", "text/html; charset=utf-8", "<svg")]
    [InlineData("docs", "text/html; charset=utf-8", "<h1 id=\"streams\">Streams</h1>")]
    [InlineData("docs/dynamo", "text/html; charset=utf-8", "<th>")]
    [InlineData("worker", "text/html; charset=utf-8", "/live/worker.js")]
    public async Task Path_GetAndHead_AreServedUnderAPolicyThatForbidsAllElse(string path, string type, string content)
    {
        await using var daemon = await RunningDaemon.StartAsync();
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
        {
            using var answer = await daemon.AskAsync(method, path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(type, answer.Content.Headers.ContentType!.ToString());
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'; script-src 'self';", policy);
            Assert.DoesNotContain("unsafe", policy);
            Assert.Equal(method == HttpMethod.Get, (await answer.Content.ReadAsStringAsync()).Contains(content, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Pages_Source_NamesNothingFromElsewhere()
    {
        await using var daemon = await RunningDaemon.StartAsync();
        foreach (var path in (string[])["", "graph", "live/live.js", "live/grid.js", "live/live.css", "live/uplot.css", "live/uplot.js"])
        {
            var text = (await daemon.GetAsync(path)).Replace("http://www.w3.org/", "");
            Assert.DoesNotContain("http://", text);
            Assert.DoesNotContain("https://", text);
        }
    }

    [Fact]
    public async Task Events_FrozenPipeline_HaveExactlyTheSeriesOfMetrics()
    {
        await using var daemon = await RunningDaemon.StartAsync();
        daemon.Receive(Fleet.Steady, """{"worker_id":"a \"b\" \\ <c>\n工","blocks":0.30000000000000004,"active":1e300,"isl":3,"overlap":1}""");
        daemon.Receive(Fleet.Steady, "no json");
        await daemon.GetAsync("metrics");
        using var answer = await daemon.AskAsync(HttpMethod.Get, "events");
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var line = (await reader.ReadLineAsync())!;
        var fromEvents = Series(line["data: ".Length..]).Where(IsStill).Order(StringComparer.Ordinal);
        var fromMetrics = (await daemon.GetAsync("metrics")).Split('\n').Where(l => l.Length > 0 && l[0] != '#').Where(IsStill).Select(Rounded).Order(StringComparer.Ordinal);
        Assert.Equal(fromMetrics, fromEvents);
        Assert.Contains(fromEvents, s => s.StartsWith("streams_messages_rejected_total{", StringComparison.Ordinal) && s.EndsWith(" 1", StringComparison.Ordinal));
    }

    /// <summary>Whether a series stays as it is while nothing arrives.</summary>
    private static bool IsStill(string series) => !series.StartsWith("process_", StringComparison.Ordinal);

    private static IEnumerable<string> Series(string json)
    {
        using var snapshot = JsonDocument.Parse(json);
        foreach (var table in snapshot.RootElement.GetProperty("tables").EnumerateArray())
        {
            var constants = table.GetProperty("constants").EnumerateObject().Select(c => (c.Name, Value: c.Value.GetString()!)).ToArray();
            var labels = table.GetProperty("labels").EnumerateArray().Select(l => l.GetString()!).ToArray();
            var columns = table.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("name").GetString()!).ToArray();
            foreach (var row in table.GetProperty("rows").EnumerateArray().Select(r => r.EnumerateArray().ToArray()))
            {
                var shown = string.Join(',', constants.Concat(labels.Select((l, i) => (Name: l, Value: row[i].GetString()!))).Select(l => $"{l.Name}=\"{l.Value.Replace("\\", "\\\\").Replace("\n", "\\n").Replace("\"", "\\\"")}\""));
                for (var c = 0; c < columns.Length; c++)
                {
                    if (row[labels.Length + c].ValueKind == JsonValueKind.Null) continue;
                    yield return $"{columns[c]}{(shown.Length == 0 ? "" : "{" + shown + "}")} {Text(row[labels.Length + c].GetDouble())}";
                }
            }
        }
    }

    private static string Rounded(string line)
    {
        var space = line.LastIndexOf(' ');
        return line[..(space + 1)] + Text(double.Parse(line[(space + 1)..], CultureInfo.InvariantCulture));
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
