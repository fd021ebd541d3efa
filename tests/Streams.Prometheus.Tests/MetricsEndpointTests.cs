using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Streams.Events;
using Streams.Prometheus.Tests.Support;
using Streams.Testing.Support;

namespace Streams.Prometheus.Tests;

public sealed class MetricsEndpointTests
{
    private const string TextType = "text/plain; version=0.0.4; charset=utf-8";
    private const string OpenType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    [Fact]
    public async Task Metrics_Get_TextOfTheInstantWithItsHeaders()
    {
        var sink = Some.OddPage();
        await using var endpoint = await RunningEndpoint.StartAsync(sink);
        endpoint.Source.Read = () => ValueTask.FromResult(Some.Instant.AddTicks(1234560).ToOffset(TimeSpan.FromHours(2)));
        using var answer = await endpoint.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(TextType, Header(answer, "Content-Type"));
        Assert.Equal("2026-11-24T03:00:00.1234560Z", Header(answer, "Streams-Clock"));
        Assert.Equal("Accept, Accept-Encoding", Header(answer, "Vary"));
        Assert.Equal("no-store", Header(answer, "Cache-Control"));
        Assert.Null(Header(answer, "Server"));
        Assert.Null(Header(answer, "Content-Encoding"));
        var body = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal(body.Length.ToString(), Header(answer, "Content-Length"));
        Assert.Equal(await sink.TextAsync(), Encoding.UTF8.GetString(body));
    }

    [Fact]
    public async Task Metrics_OpenMetricsAsked_OpenMetricsWithItsEnd()
    {
        await using var endpoint = await RunningEndpoint.StartAsync();
        using var answer = await endpoint.GetAsync("/metrics", ("Accept", "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"));
        Assert.Equal(OpenType, Header(answer, "Content-Type"));
        Assert.EndsWith("\n# EOF\n", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Metrics_NothingOnThePage_StillHasItsContentType()
    {
        await using var endpoint = await RunningEndpoint.StartAsync(new PrometheusSink());
        using var answer = await endpoint.GetAsync("/metrics");
        Assert.Equal(TextType, Header(answer, "Content-Type"));
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("gzip, deflate, br", true)]
    [InlineData("br;q=1, gzip;q=0.2", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("br", false)]
    [InlineData("identity, gzip;q=0.5", false)]
    public async Task Metrics_AcceptEncoding_GzipWhereItIsWanted(string encoding, bool gzip)
    {
        var sink = Some.OddPage();
        await using var endpoint = await RunningEndpoint.StartAsync(sink);
        using var answer = await endpoint.GetAsync("/metrics", ("Accept-Encoding", encoding));
        Assert.Equal(gzip ? "gzip" : null, Header(answer, "Content-Encoding"));
        Assert.Equal(TextType, Header(answer, "Content-Type"));
        Assert.Equal("Accept, Accept-Encoding", Header(answer, "Vary"));
        await using var body = await answer.Content.ReadAsStreamAsync();
        await using Stream plain = gzip ? new GZipStream(body, CompressionMode.Decompress) : body;
        Assert.Equal(await sink.TextAsync(), await new StreamReader(plain).ReadToEndAsync());
    }

    [Theory]
    [InlineData("/metrics", TextType)]
    [InlineData("/-/healthy", "text/plain; charset=utf-8")]
    [InlineData("/-/ready", "text/plain; charset=utf-8")]
    public async Task AnyPath_Head_HeadersOfGetWithoutBody(string path, string type)
    {
        await using var endpoint = await RunningEndpoint.StartAsync();
        foreach (var encoding in new[] { "identity", "gzip" })
        {
            using var answer = await endpoint.SendAsync(HttpMethod.Head, path, ("Accept-Encoding", encoding));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(type, Header(answer, "Content-Type"));
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }
    }

    [Theory]
    [InlineData("POST", "/metrics")]
    [InlineData("PUT", "/metrics")]
    [InlineData("DELETE", "/-/ready")]
    [InlineData("OPTIONS", "/-/healthy")]
    public async Task AnyPath_OtherMethod_IsRefusedWithWhatIsAllowed(string method, string path)
    {
        await using var endpoint = await RunningEndpoint.StartAsync();
        using var answer = await endpoint.SendAsync(new HttpMethod(method), path);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "HEAD"], answer.Content.Headers.Allow.Order());
        Assert.Equal(0, endpoint.Source.Reads);
    }

    [Theory]
    [InlineData("/metrics/foo")]
    [InlineData("/metric")]
    [InlineData("/")]
    [InlineData("/-/")]
    [InlineData("/-/quit")]
    [InlineData("/favicon.ico")]
    public async Task OtherPath_Get_IsNotFound(string path)
    {
        await using var endpoint = await RunningEndpoint.StartAsync();
        using var answer = await endpoint.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Metrics_ReadFails_ServerErrorWithoutAnyMetric()
    {
        await using var endpoint = await RunningEndpoint.StartAsync();
        endpoint.Source.Read = () => throw new InvalidOperationException("secret");
        using var answer = await endpoint.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Null(Header(answer, "Streams-Clock"));
        Assert.Equal("the page could not be read; the log says why\n", await answer.Content.ReadAsStringAsync());

        endpoint.Source.Read = () => ValueTask.FromResult(Some.Instant);
        using var next = await endpoint.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task Metrics_ManyScrapesAtOnce_ShareAPage()
    {
        await using var endpoint = await RunningEndpoint.StartAsync();
        var gate = new TaskCompletionSource<DateTimeOffset>();
        endpoint.Source.Read = () => new(gate.Task);
        var first = endpoint.GetAsync("/metrics");
        await endpoint.Source.BegunAsync();
        var others = Enumerable.Range(0, 10).Select(_ => endpoint.GetAsync("/metrics")).ToArray();
        // While the first read waits, no other one begins; a page asked for later in the other format waits behind it.
        var open = endpoint.GetAsync("/metrics", ("Accept", "application/openmetrics-text"));
        gate.SetResult(Some.Instant);
        foreach (var answer in await Task.WhenAll([first, .. others, open])) Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.InRange(endpoint.Source.Reads, 2, 12);
        Assert.False(endpoint.Source.Overlapped);
    }

    [Fact]
    public async Task Metrics_ClientLeaves_OthersAreServed()
    {
        await using var endpoint = await RunningEndpoint.StartAsync();
        var gate = new TaskCompletionSource<DateTimeOffset>();
        endpoint.Source.Read = () => new(gate.Task);
        using var cancel = new CancellationTokenSource();
        var leaves = endpoint.Client.GetAsync("/metrics", cancel.Token);
        await endpoint.Source.BegunAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        gate.SetResult(Some.Instant);
        using var answer = await endpoint.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Metrics_ReaderTakesNothing_IsCutOffAfterTenSeconds()
    {
        var (sink, time) = (new PrometheusSink(), new ManualTime());
        WorkerKey[] keys = [.. Enumerable.Range(0, 60_000).Select(i => new WorkerKey($"{i:D150}"))];
        sink.DeclareRows(Some.Gauge(labels: ["worker_id"])).Create([]).Show([.. keys], new double[keys.Length]);
        await using var endpoint = await RunningEndpoint.StartAsync(sink, options => options with { Time = time });
        using var reader = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await reader.ConnectAsync(IPAddress.Loopback, endpoint.Endpoint.Address.Port);
        await reader.SendAsync("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        Assert.Equal(1, await reader.ReceiveAsync(new byte[1]).WaitAsync(Patience.Limit));
        time.Advance(TimeSpan.FromSeconds(9));
        using (var scrape = await endpoint.GetAsync("/metrics")) Assert.Equal(HttpStatusCode.OK, scrape.StatusCode);
        Assert.Equal(0, endpoint.Page.Disconnects[CutReason.Stalled]);
        // What the system buffers for it is taken first; then its time runs.
        await Eventually.AnswersAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return Task.FromResult(endpoint.Page.Disconnects[CutReason.Stalled] == 1 ? "" : null);
        }, "the reader is cut off");
        Assert.InRange(await RestAsync(reader), 0, keys.Length * 150);
    }

    [Fact]
    public async Task Connections_MoreThanThereIsRoomFor_TheIdlestMakesRoom()
    {
        await using var endpoint = await RunningEndpoint.StartAsync();
        using var scraper = await ConnectAsync(endpoint);
        await AskAsync(scraper);
        var idle = new List<Socket>();
        try
        {
            for (var i = 0; i < Clients.Most + 50; i++) idle.Add(await ConnectAsync(endpoint));
            await Eventually.AnswersAsync(() => Task.FromResult(endpoint.Page.Disconnects[CutReason.MadeRoom] >= 51 ? "" : null), "the idlest make room");
            // Who has asked before stays, and who comes gets in.
            await AskAsync(scraper);
            using var next = await ConnectAsync(endpoint);
            await AskAsync(next);
        }
        finally
        {
            foreach (var socket in idle) socket.Dispose();
        }
    }

    [Theory]
    [InlineData("streams.example.org", HttpStatusCode.OK)]
    [InlineData("STREAMS.example.org:9091", HttpStatusCode.OK)]
    [InlineData("a.internal", HttpStatusCode.OK)]
    [InlineData("internal", HttpStatusCode.BadRequest)]
    [InlineData("evil.example.org", HttpStatusCode.BadRequest)]
    [InlineData("127.0.0.1", HttpStatusCode.BadRequest)]
    public async Task AllowedHosts_AnyName_OnlyThoseAreAnswered(string host, HttpStatusCode status)
    {
        await using var endpoint = await RunningEndpoint.StartAsync(with: options => options with { AllowedHosts = ["streams.example.org", "*.internal"] });
        foreach (var path in (string[])["/metrics", "/-/healthy", "/nothing"])
        {
            using var answer = await endpoint.GetAsync(path, ("Host", host));
            Assert.Equal(path == "/nothing" && status == HttpStatusCode.OK ? HttpStatusCode.NotFound : status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task HealthAndReadiness_PageCannotBeMade_OnlyReadinessTellsUntilItCan()
    {
        var sink = new PrometheusSink();
        await using var endpoint = await RunningEndpoint.StartAsync(sink, daemon: new DaemonSeries(sink, "0.1.0"));
        var read = endpoint.Source.Read;
        endpoint.Source.Read = () => throw new OutOfMemoryException("no room");
        using (var page = await endpoint.GetAsync("/metrics")) Assert.Equal(HttpStatusCode.InternalServerError, page.StatusCode);
        using (var ready = await endpoint.GetAsync("/-/ready"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Contains("the page cannot be made", await ready.Content.ReadAsStringAsync());
        }

        using (var healthy = await endpoint.GetAsync("/-/healthy")) Assert.Equal(HttpStatusCode.OK, healthy.StatusCode);

        endpoint.Source.Read = read;
        using (var ready = await endpoint.GetAsync("/-/ready")) Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        using var later = await endpoint.GetAsync("/metrics");
        // The scrape, and the probe that tried.
        Assert.Contains("\nstreams_page_failures_total 2\n", await later.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task HealthAndReadiness_SourceGoesDown_OnlyReadinessTells()
    {
        IReadOnlyList<string> down = [];
        await using var endpoint = await RunningEndpoint.StartAsync(with: options => options with { Down = () => down });
        using (var ready = await endpoint.GetAsync("/-/ready")) Assert.Equal(HttpStatusCode.OK, ready.StatusCode);

        down = ["dynamo/hits is down: connection refused", "dynamo/stats is down: connection refused"];
        using var notReady = await endpoint.GetAsync("/-/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, notReady.StatusCode);
        Assert.Equal(string.Join('\n', down) + "\n", await notReady.Content.ReadAsStringAsync());
        using var healthy = await endpoint.GetAsync("/-/healthy");
        Assert.Equal(HttpStatusCode.OK, healthy.StatusCode);
        Assert.Equal(0, endpoint.Source.Reads);
    }

    [Fact]
    public async Task Routes_OfOthers_AreServedUnderStrictHeaders()
    {
        await using var endpoint = await RunningEndpoint.StartAsync(with: options => options with { Routes = routes => routes.MapGet("/other", () => "other") });
        using var answer = await endpoint.GetAsync("/other");
        Assert.Equal("other", await answer.Content.ReadAsStringAsync());
        Assert.StartsWith("default-src 'none'", Header(answer, "Content-Security-Policy"));
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("DENY", Header(answer, "X-Frame-Options"));
        Assert.Null(Header(answer, "Server"));
    }

    [Fact]
    public async Task StartAsync_PortIsTaken_SaysWhichAndWhatToDo()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        foreach (var host in new[] { null, IPAddress.Loopback })
        {
            var thrown = await Assert.ThrowsAsync<PortTakenException>(
                () => RunningEndpoint.StartAsync(with: options => options with { Listen = new ListenAddress(host, port) }));
            Assert.Contains($"another program has port {port}", thrown.Message);
            Assert.DoesNotContain("Pushgateway", thrown.Message);
        }
    }

    [Fact]
    public void PortTaken_DefaultPort_NamesThePushgateway() =>
        Assert.Equal(
            "cannot listen on *:9091: another program has port 9091, which is also the default port of Prometheus' Pushgateway; stop it, or choose another port, such as :9092",
            new PortTakenException(ListenAddress.Default, new IOException()).Message);

    [Theory]
    [InlineData(":0", "localhost")]
    [InlineData("127.0.0.1:0", "127.0.0.1")]
    [InlineData("[::1]:0", "[::1]")]
    public async Task StartAsync_PortZero_AddressTellsThePort(string listen, string host)
    {
        Assert.True(ListenAddress.TryParse(listen, out var address, out _));
        await using var endpoint = await RunningEndpoint.StartAsync(with: options => options with { Listen = address });
        Assert.Equal(host, endpoint.Endpoint.Address.Host);
        Assert.NotEqual(0, endpoint.Endpoint.Address.Port);
        using var answer = await endpoint.GetAsync("/-/healthy");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task<Socket> ConnectAsync(RunningEndpoint endpoint)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, endpoint.Endpoint.Address.Port);
        return socket;
    }

    /// <summary>How many bytes still come.</summary>
    private static async Task<long> RestAsync(Socket socket)
    {
        var (buffer, rest) = (new byte[1 << 16], 0L);
        try
        {
            while (await socket.ReceiveAsync(buffer).WaitAsync(Patience.Limit) is > 0 and var count) rest += count;
        }
        catch (SocketException)
        {
            // Reset: nothing more comes.
        }

        return rest;
    }

    private static async Task AskAsync(Socket socket)
    {
        await socket.SendAsync("GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        var answer = new byte[4096];
        Assert.StartsWith("HTTP/1.1 200", Encoding.ASCII.GetString(answer, 0, await socket.ReceiveAsync(answer).WaitAsync(Patience.Limit)));
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;
}
