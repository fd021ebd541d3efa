using Streams.Discovery.Following;
using Streams.Discovery.Tests.Support;

namespace Streams.Discovery.Tests.Following;

public sealed class FollowerTests
{
    [Fact]
    public async Task Store_ThatIsAway_IsTriedAfterGrowingPauses_AndSoonAgainOnceItHeldForAWhile()
    {
        var time = new SteppedTime();
        var told = new Observed();
        var follower = new Follower(told, time);
        using var stop = new CancellationTokenSource();
        var begun = new List<double>();
        var start = time.GetTimestamp();
        var running = follower.RunAsync(
            async cancelled =>
            {
                begun.Add(time.GetElapsedTime(start).TotalSeconds);
                if (begun.Count == 9)
                {
                    follower.Listed();
                    await Task.Delay(TimeSpan.FromSeconds(6), time, cancelled);
                }

                throw new StoreException(begun.Count % 2 == 0 ? "even" : "odd");
            },
            stop.Token);
        await time.PassAsync(TimeSpan.FromSeconds(31));
        Assert.Equal([0, 0.1, 0.3, 0.7, 1.5, 3.1, 6.3, 11.3, 16.3, 22.4, 22.6, 23, 23.8, 25.4, 28.6], begun.Select(at => Math.Round(at, 3)));
        Assert.Equal(["down: odd", "down: even", "down: odd"], told.Story[..3]);
        Assert.Equal(["up", "listed", "down: odd"], told.Story[8..11]);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Mistake_OfOurs_IsNoStoreThatIsAway()
    {
        var follower = new Follower(new Observed(), new SteppedTime());
        await Assert.ThrowsAsync<InvalidOperationException>(() => follower.RunAsync(_ => throw new InvalidOperationException(), CancellationToken.None));
    }
}
