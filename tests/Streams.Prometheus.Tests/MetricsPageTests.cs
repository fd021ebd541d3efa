using System.Buffers;
using System.IO.Compression;
using System.Text;
using Streams.Events;
using Streams.Prometheus.Tests.Support;

namespace Streams.Prometheus.Tests;

public sealed class MetricsPageTests : IDisposable
{
    private readonly PrometheusSink _sink = new();
    private readonly PageSource _source = new();
    private readonly MetricsPage _page;

    public MetricsPageTests() => _page = new MetricsPage(_source, _sink);

    public void Dispose() => _page.Dispose();

    [Fact]
    public async Task ReadAsync_Alone_PageIsAsOfTheInstantRead()
    {
        var gauge = _sink.Series(Some.Gauge());
        _source.Read = () =>
        {
            gauge.Set(_source.Reads);
            return ValueTask.FromResult(Some.Instant.AddSeconds(_source.Reads));
        };
        for (var read = 1; read <= 3; read++)
        {
            using var page = await _page.ReadAsync(PageFormat.Text);
            Assert.Equal(Some.Instant.AddSeconds(read), page.Time);
            Assert.Equal($"# HELP llm_load_avg Average load\n# TYPE llm_load_avg gauge\nllm_load_avg {read}\n", Encoding.UTF8.GetString(page.Body));
        }
    }

    [Fact]
    public async Task ReadAsync_ManyAtOnce_ShareOneRead()
    {
        var gate = new TaskCompletionSource<DateTimeOffset>();
        _source.Read = () => new(gate.Task);
        var scrapes = Enumerable.Range(0, 20).Select(_ => _page.ReadAsync(PageFormat.Text)).ToArray();
        gate.SetResult(Some.Instant);
        var pages = await Task.WhenAll(scrapes);
        Assert.Equal(1, _source.Reads);
        Assert.Single(pages.Distinct());
        foreach (var page in pages) page.Dispose();

        using var next = await _page.ReadAsync(PageFormat.Text);
        Assert.Equal(2, _source.Reads);
    }

    [Fact]
    public async Task ReadAsync_PageThatWouldTakeTheLastEighthOfTheMemory_IsGivenUpAndTheNextIsWhole()
    {
        var used = 0L;
        using var page = new MetricsPage(_source, _sink, new DaemonSeries(_sink, "1"), new Headroom(8 << 20, () => used, TimeProvider.System));
        (await page.ReadAsync(PageFormat.Text)).Dispose();
        // Also a page that begins well: each of its pieces asks.
        foreach (var (before, during) in ((long, long)[])[(7 << 20, 7 << 20), (0, 7 << 20)])
        {
            used = before + 1;
            _source.Read = () =>
            {
                used = during;
                return ValueTask.FromResult(Some.Instant);
            };
            await Assert.ThrowsAsync<InsufficientMemoryException>(() => page.ReadAsync(PageFormat.Text));
            Assert.True(page.HasFailed);
        }

        used = 6 << 20;
        _source.Read = () => ValueTask.FromResult(Some.Instant);
        using var whole = await page.ReadAsync(PageFormat.Text);
        Assert.False(page.HasFailed);
        Assert.Contains("\nstreams_page_failures_total 2\n", Encoding.UTF8.GetString(whole.Body));
    }

    [Fact]
    public async Task ReadAsync_BothFormats_OneReadAtATime()
    {
        var gate = new TaskCompletionSource<DateTimeOffset>();
        _source.Read = () => new(gate.Task);
        var text = _page.ReadAsync(PageFormat.Text);
        var open = _page.ReadAsync(PageFormat.OpenMetrics);
        await _source.BegunAsync();
        Assert.Equal(1, _source.Reads);
        gate.SetResult(Some.Instant);
        using var textPage = await text;
        using var openPage = await open;
        Assert.Equal(2, _source.Reads);
        Assert.False(_source.Overlapped);
        Assert.Equal("", Encoding.UTF8.GetString(textPage.Body));
        Assert.Equal("# EOF\n", Encoding.UTF8.GetString(openPage.Body));
    }

    [Fact]
    public async Task ReadAsync_PlainAndCompressedAtOnce_ShareOneReadAndOneCompression()
    {
        var gauge = _sink.Series(Some.Gauge());
        gauge.Set(7);
        var gate = new TaskCompletionSource<DateTimeOffset>();
        _source.Read = () => new(gate.Task);
        var plain = Enumerable.Range(0, 5).Select(_ => _page.ReadAsync(PageFormat.Text)).ToArray();
        var compressed = Enumerable.Range(0, 5).Select(_ => _page.ReadAsync(PageFormat.Text, compressed: true)).ToArray();
        gate.SetResult(Some.Instant);
        var page = Assert.Single((await Task.WhenAll(plain)).Distinct());
        var small = Assert.Single((await Task.WhenAll(compressed)).Distinct());
        Assert.Equal(1, _source.Reads);
        Assert.Equal(page.Time, small.Time);
        await using var unzipped = new GZipStream(new MemoryStream(small.Body.ToArray()), CompressionMode.Decompress);
        Assert.Equal(Encoding.UTF8.GetString(page.Body), await new StreamReader(unzipped).ReadToEndAsync());
        foreach (var read in plain.Concat(compressed)) (await read).Dispose();
    }

    [Fact]
    public async Task ReadAsync_SlowReaderHoldsItsPage_NextPagesLeaveItAsItIs()
    {
        var gauge = _sink.Series(Some.Gauge());
        gauge.Set(1);
        using var slow = await _page.ReadAsync(PageFormat.Text);
        for (var value = 2; value < 8; value++)
        {
            gauge.Set(value);
            using var page = await _page.ReadAsync(PageFormat.Text);
            Assert.EndsWith($" {value}\n", Encoding.UTF8.GetString(page.Body));
        }

        Assert.EndsWith(" 1\n", Encoding.UTF8.GetString(slow.Body));
    }

    [Fact]
    public async Task ReadAsync_PageOfManyPieces_IsWholeAndItsPiecesAreUsedAgain()
    {
        var rows = _sink.DeclareRows(Some.Gauge(labels: ["worker_id"])).Create([]);
        foreach (var workers in new[] { 20_000, 3, 40_000 })
        {
            WorkerKey[] keys = [.. Enumerable.Range(0, workers).Select(i => new WorkerKey($"{i:D9}"))];
            rows.Show([.. keys], [.. keys.Select((_, i) => (double)i)]);
            var expected = await _sink.TextAsync();
            for (var read = 0; read < 3; read++)
            {
                using var page = await _page.ReadAsync(PageFormat.Text);
                Assert.Equal(expected, Encoding.UTF8.GetString(page.Body));
                Assert.Equal(expected.Length, page.Body.Length);
            }
        }
    }

    [Fact]
    public async Task ReadAsync_OneReaderLeaves_TheOthersGetThePage()
    {
        var gate = new TaskCompletionSource<DateTimeOffset>();
        _source.Read = () => new(gate.Task);
        using var cancel = new CancellationTokenSource();
        var leaves = _page.ReadAsync(PageFormat.Text, cancel.Token);
        var stays = _page.ReadAsync(PageFormat.Text);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        gate.SetResult(Some.Instant);
        using var page = await stays;
        Assert.Equal(Some.Instant, page.Time);
        Assert.Equal(1, _source.Reads);
    }

    [Fact]
    public async Task ReadAsync_SourceFails_AllWhoWaitGetItAndTheNextReadIsNew()
    {
        var gate = new TaskCompletionSource<DateTimeOffset>();
        _source.Read = () => new(gate.Task);
        var scrapes = new[] { _page.ReadAsync(PageFormat.Text), _page.ReadAsync(PageFormat.Text) };
        gate.SetException(new InvalidOperationException("the lane has ended"));
        foreach (var scrape in scrapes) await Assert.ThrowsAsync<InvalidOperationException>(() => scrape);

        _source.Read = () => ValueTask.FromResult(Some.Instant);
        using var page = await _page.ReadAsync(PageFormat.Text);
        Assert.Equal(Some.Instant, page.Time);
    }

    [Fact]
    public async Task ReadAsync_WithDaemonSeries_ProcessIsOnThePage()
    {
        using var daemonPage = new MetricsPage(_source, _sink, new DaemonSeries(_sink, "0.1.0"));
        using var page = await daemonPage.ReadAsync(PageFormat.Text);
        var names = Encoding.UTF8.GetString(page.Body).Split('\n').Where(l => l is [not '#', ..]).Select(l => l.Split('{', ' ')[0]);
        Assert.Equal(
            ["process_cpu_seconds_total", "process_open_fds", "process_resident_memory_bytes", "process_start_time_seconds", "process_virtual_memory_bytes", "streams_build_info", "streams_http_disconnects_total", "streams_http_disconnects_total", "streams_http_disconnects_total", "streams_page_failures_total"],
            names.Order(StringComparer.Ordinal));
        Assert.Equal((0, ""), await Promtool.CheckMetricsAsync(Encoding.UTF8.GetString(page.Body)));
    }
}
