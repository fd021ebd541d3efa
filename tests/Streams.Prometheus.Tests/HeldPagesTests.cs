using Streams.Prometheus.Tests.Support;

namespace Streams.Prometheus.Tests;

public sealed class HeldPagesTests : IDisposable
{
    private readonly PrometheusSink _sink = Some.OddPage();
    private readonly MetricsPage _page;

    public HeldPagesTests() => _page = new MetricsPage(new PageSource(), _sink);

    public void Dispose() => _page.Dispose();

    [Fact]
    public async Task Add_MoreThanEight_LetsGoOfTheOldest()
    {
        var pages = new List<PageSnapshot>();
        for (var i = 0; i < HeldPages.MostPages; i++) pages.Add(await _page.ReadAsync(PageFormat.Text));
        Assert.DoesNotContain(pages, page => page.IsOld.IsCancellationRequested);
        for (var i = 0; i < 3; i++)
        {
            pages.Add(await _page.ReadAsync(PageFormat.Text));
            await CancelledAsync(pages[i].IsOld);
            Assert.All(pages[(i + 1)..], page => Assert.False(page.IsOld.IsCancellationRequested));
        }

        foreach (var page in pages) page.Dispose();
    }

    [Fact]
    public async Task Add_ReadersLetGoInTime_CutsNobody()
    {
        using var first = await _page.ReadAsync(PageFormat.Text);
        for (var i = 0; i < 50; i++) (await _page.ReadAsync(PageFormat.Text, compressed: i % 2 == 0)).Dispose();
        Assert.False(first.IsOld.IsCancellationRequested);
    }

    [Fact]
    public async Task Add_MoreBytesThanAreHeld_LetsGoOfTheOldest()
    {
        var held = new HeldPages();
        var pool = new PiecePool(Headroom.OfProcess);
        var pages = new List<PageSnapshot>();
        var chunk = new byte[1 << 20];
        for (var i = 0; i < 3; i++)
        {
            var page = new PageSnapshot(pool, held);
            for (var written = 0; written < 50; written++) page.Pieces.Write(chunk);
            page.Complete(Some.Instant);
            pages.Add(page);
        }

        // 150 MiB of them, of which 128 may be held.
        await CancelledAsync(pages[0].IsOld);
        Assert.False(pages[1].IsOld.IsCancellationRequested);
        foreach (var page in pages) page.Dispose();
    }

    private static Task CancelledAsync(CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        token.Register(cancelled.SetResult);
        return cancelled.Task.WaitAsync(Streams.Testing.Support.Patience.Limit);
    }
}
