using Microsoft.Extensions.Logging.Abstractions;
using Streams.LivePage.Tests.Support;
using Streams.Prometheus;
using Streams.Testing.Support;

namespace Streams.LivePage.Tests;

public sealed class LiveStreamTests
{
    private readonly CountingPages _pages = new();
    private readonly ManualTicks _time = new();
    private readonly LiveStream _stream;

    public LiveStreamTests()
    {
        _stream = new LiveStream(new MetricsPage(_pages, new PrometheusSink()), new LiveTables(), _time, NullLogger.Instance);
    }

    [Fact]
    public async Task Watch_First_GetsAnEventAtOnceAndOneATick()
    {
        Assert.Equal(0, _pages.Reads);
        var viewer = new Viewer(_stream);
        Assert.Equal("data: {\"time\":\"2026-11-24T03:00:01.0000000Z\",\"tables\":[]}\n\n", await viewer.NextAsync());
        _time.Tick();
        Assert.Contains("03:00:02", await viewer.NextAsync());
        Assert.Equal(2, _pages.Reads);
        await viewer.LeaveAsync();
    }

    [Fact]
    public async Task Watch_Several_ShareEveryRead()
    {
        var first = new Viewer(_stream);
        await first.NextAsync();
        var second = new Viewer(_stream);
        Assert.Contains("03:00:01", await second.NextAsync());
        _time.Tick();
        Assert.Equal(await first.NextAsync(), await second.NextAsync());
        Assert.Equal(2, _pages.Reads);
        await first.LeaveAsync();
        _time.Tick();
        Assert.Contains("03:00:03", await second.NextAsync());
        await second.LeaveAsync();
    }

    [Fact]
    public async Task Watch_LastOneLeaves_NothingTicksUntilTheNextComes()
    {
        var viewer = new Viewer(_stream);
        await viewer.NextAsync();
        await viewer.LeaveAsync();
        await _time.Stopped.WaitAsync(Patience.Limit);
        Assert.Equal(1, _pages.Reads);
        var next = new Viewer(_stream);
        Assert.Contains("03:00:02", await next.NextAsync());
        await next.LeaveAsync();
    }

    [Fact]
    public async Task Watch_TooMany_AreTurnedAway()
    {
        var viewers = Enumerable.Range(0, LiveStream.MaxViewers).Select(_ => new Viewer(_stream)).ToArray();
        Assert.False(await new Viewer(_stream).Watching);
        await viewers[0].LeaveAsync();
        var next = new Viewer(_stream);
        await next.NextAsync();
        foreach (var viewer in viewers[1..].Append(next)) await viewer.LeaveAsync();
    }

    [Fact]
    public async Task Watch_ViewerTakesNothing_HoldsItsEventUntilEightNewerAreThere()
    {
        var watcher = new Viewer(_stream);
        await watcher.NextAsync();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var leaves = new CancellationTokenSource();
        var stuck = _stream.WatchAsync((_, isOld) =>
        {
            isOld.Register(() => held.SetCanceled(isOld));
            return held.Task;
        }, leaves.Token);
        for (var newer = 1; newer <= LiveStream.MaxTurns; newer++)
        {
            Assert.False(held.Task.IsCompleted);
            _time.Tick();
            await watcher.NextAsync();
        }

        Assert.True(await stuck.WaitAsync(Patience.Limit));
        await watcher.LeaveAsync();
    }

    [Fact]
    public async Task Watch_ReadFails_EndsTheStreamAndServesTheNext()
    {
        var viewer = new Viewer(_stream);
        await viewer.NextAsync();
        _pages.Fails = true;
        _time.Tick();
        Assert.True(await viewer.Watching.WaitAsync(Patience.Limit));
        _pages.Fails = false;
        var next = new Viewer(_stream);
        await next.NextAsync();
        await next.LeaveAsync();
    }
}
