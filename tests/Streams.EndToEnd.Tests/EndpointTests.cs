using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using NATS.Client.Core;
using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>Who may open a connection to the endpoint can neither keep a scrape out nor cost memory.</summary>
public sealed class EndpointTests
{
    private const int Workers = 4000;
    private const int Metrics = 10;
    private const int Readers = 40;
    private const int Idle = 600;
    private const double Slack = 192 << 20;

    [Fact]
    public async Task Scrape_WhileClientsReadNothingAndOthersAreIdle_IsWholeAndMemoryStays()
    {
        var began = Stopwatch.StartNew();
        await using var server = await NatsServer.StartAsync();
        await using var program = await StreamsProcess.StartAsync("run", Pipeline("10m"), "--nats", server.Url);
        await program.UntilStatusAsync("-/ready", 200);
        await PublishAsync(server, Workers);
        var before = await program.UntilAsync(p => p.Named("wide_0").Count == Workers);
        var memory = before.Sum("process_resident_memory_bytes");
        // Without a bound they would hold as many pages as there are readers.
        Assert.True(Readers * (double)before.Text.Length > 1.5 * Slack);

        var address = await program.AddressAsync();
        var clients = new List<Socket>();
        try
        {
            for (var i = 0; i < Readers; i++)
            {
                var reader = Connect(address);
                clients.Add(reader);
                await reader.SendAsync(Encoding.ASCII.GetBytes($"GET /metrics HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n"));
                // It has a page, then, and takes no more of it.
                Assert.Equal(1, await reader.ReceiveAsync(new byte[1]).WaitAsync(Patience.Limit));
            }

            for (var i = 0; i < Idle; i++) clients.Add(Connect(address));
            for (var scrape = 0; scrape < 20; scrape++)
            {
                var page = await program.ReadAsync();
                Assert.Equal(Workers * Metrics, Enumerable.Range(0, Metrics).Sum(m => page.Named($"wide_{m}").Count));
                Assert.True(page.Sum("process_resident_memory_bytes") < memory + Slack, $"{page.Sum("process_resident_memory_bytes")} after {memory}");
            }

            // Those that read nothing are gone after a while, and so are the idlest.
            var after = await program.UntilAsync(p => Cut(p, "old_page") + Cut(p, "stalled") == Readers && Cut(p, "made_room") >= Idle - 512);
            Assert.InRange(Cut(after, "old_page"), Readers - 8, Readers);
            Assert.True(program.Errors.Split('\n').Count(line => line.Contains("clients cut off", StringComparison.Ordinal)) <= 1 + began.Elapsed.TotalMinutes, program.Errors);
            Assert.DoesNotContain("fail: ", program.Errors);
        }
        finally
        {
            foreach (var client in clients) client.Dispose();
        }
    }

    [Fact]
    public async Task Scrape_PageForWhichThereIsNoMemory_FailsAloneAndIsCounted()
    {
        const int Ids = 26_000;
        var limits = new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = (72 << 20).ToString("x") };
        await using var server = await NatsServer.StartAsync();
        await using var program = await StreamsProcess.StartAsync(limits, "run", Pipeline("20s"), "--nats", server.Url);
        await program.UntilStatusAsync("-/ready", 200);
        await PublishAsync(server, Ids);
        await program.UntilStatusAsync("metrics", 500);
        Assert.Equal(503, await program.StatusAsync("-/ready"));
        Assert.Equal(200, await program.StatusAsync("-/healthy"));
        await PublishAsync(server, 100);

        // Those who could not be shown leave as ever, and nothing of what came meanwhile is lost.
        await program.UntilStatusAsync("-/ready", 200);
        var page = await program.UntilAsync(p => p.Sum("streams_workers") == 0);
        Assert.True(page.Sum("streams_page_failures_total") > 0);
        Assert.Equal(Ids + 100, page.Sum("streams_events_accepted_total"));
        page.AssertAccounts();
    }

    [Fact]
    public async Task AllowHost_OtherName_IsRefusedOnEveryPath()
    {
        await using var program = await StreamsProcess.StartAsync("demo", "--allow-host", "streams.example.org,*.internal");
        var address = await program.AddressAsync();
        using var http = new HttpClient { BaseAddress = address };
        foreach (var path in (string[])["", "metrics", "events", "graph", "docs", "-/healthy", "-/ready"])
        {
            foreach (var (host, status) in ((string, HttpStatusCode)[])
                [("evil.test", HttpStatusCode.BadRequest), (address.Authority, HttpStatusCode.BadRequest), ("streams.example.org:9091", HttpStatusCode.OK), ("a.internal", HttpStatusCode.OK)])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                Assert.Equal((path, host, status), (path, host, answer.StatusCode));
            }
        }
    }

    private static double Cut(Page page, string reason) => page.Sum($"streams_http_disconnects_total{{reason=\"{reason}\"}}");

    private static Socket Connect(Uri address)
    {
        // What the system buffers for a client that reads nothing shall not be a whole page.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        socket.Connect(IPAddress.Loopback, address.Port);
        return socket;
    }

    private static string Pipeline(string expire)
    {
        var text = new StringBuilder($$"""
            pipeline: wide
            max_workers: 30000
            max_series: 300000
            sources:
              readings:
                expire: {{expire}}
                nats: { subject: wide }
                decode: { json: { key: { id: /id }, fields: { v: /v } } }
            metrics:

            """);
        for (var m = 0; m < Metrics; m++) text.Append($"  wide_{m}: {{ help: Number {m}, from: readings, by: id, value: last(v) }}\n");
        var file = Path.Combine(Directory.CreateTempSubdirectory("streams-wide-").FullName, "wide.yaml");
        File.WriteAllText(file, text.ToString());
        return file;
    }

    private static async Task PublishAsync(NatsServer server, int workers)
    {
        await using var client = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        for (var w = 0; w < workers; w++) await client.PublishAsync("wide", Encoding.UTF8.GetBytes($"{{\"id\":\"{w:D200}\",\"v\":{w}}}"));
        await client.PingAsync();
    }
}
