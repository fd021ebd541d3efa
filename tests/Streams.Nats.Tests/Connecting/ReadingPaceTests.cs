using System.Diagnostics;
using Streams.Nats.Connecting;

namespace Streams.Nats.Tests.Connecting;

/// <summary>Which ends of a connection are those of a slow consumer.</summary>
public sealed class ReadingPaceTests
{
    private readonly ReadingPace _pace = new();
    private readonly long _start = Stopwatch.GetTimestamp();

    [Fact]
    public void WasSlowAt_BacklogOfAPauseAndThenTheEnd_IsSlow()
    {
        Read(1, 100, hasMore: false);
        Read(14, 128 << 10, hasMore: true);
        Read(14.01, 128 << 10, hasMore: true);
        Read(14.02, 500, hasMore: false);
        Assert.True(WasSlowAt(14.03));
    }

    [Fact]
    public void WasSlowAt_BacklogThatIsStillThere_IsSlow()
    {
        for (var i = 0; i < 300; i++) Read(0.01 * i, 1000, hasMore: true);
        Assert.True(WasSlowAt(3));
    }

    [Fact]
    public void WasSlowAt_FloodThatIsReadAsItComes_IsNot()
    {
        for (var i = 0; i < 300; i++) Read(0.1 * i, 128 << 10, hasMore: i % 10 != 0);
        Assert.False(WasSlowAt(30));
    }

    [Fact]
    public void WasSlowAt_LittleAfterSilence_IsNot()
    {
        Read(60, 1000, hasMore: false);
        Assert.False(WasSlowAt(60.01));
    }

    [Fact]
    public void WasSlowAt_LongAfterTheBacklogWasRead_IsNot()
    {
        Read(14, 128 << 10, hasMore: false);
        _pace.Ask(At(16));
        Assert.True(WasSlowAt(16.1));
        Assert.False(WasSlowAt(17));
        Read(18, 10, hasMore: false);
        _pace.Ask(At(18));
        Assert.False(WasSlowAt(18));
    }

    /// <summary>A read, and the next one that begins at once.</summary>
    private void Read(double at, int bytes, bool hasMore)
    {
        _pace.Read(bytes, hasMore, At(at));
        _pace.Ask(At(at));
    }

    private bool WasSlowAt(double at) => _pace.WasSlowAt(At(at));

    private long At(double seconds) => _start + (long)(seconds * Stopwatch.Frequency);
}
