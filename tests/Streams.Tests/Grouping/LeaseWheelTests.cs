using CsCheck;
using Streams.Grouping;

namespace Streams.Tests.Grouping;

public sealed class LeaseWheelTests
{
    /// <summary>Any leases that are set, renewed, shortened and removed: each is taken at its end, in the order of the ends.</summary>
    [Fact]
    public void TryTake_AnyLeases_TakesEachAtItsEnd() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 9], Gen.Long[1, 3 * TimeSpan.TicksPerSecond], Gen.Long[0, TimeSpan.TicksPerSecond]).Array[1, 80].Sample(steps =>
        {
            var ends = new SortedDictionary<int, long>();
            var wheel = new LeaseWheel(lease => ends[lease]);
            var now = 1000L;
            foreach (var (lease, act, length, wait) in steps)
            {
                var until = now + wait;
                Run(wheel, ends, now, until);
                now = until;
                if (act == 0 && ends.Remove(lease)) wheel.Remove(lease);
                if (act == 0) continue;
                var end = now + length;
                var isNew = !ends.TryGetValue(lease, out var before);
                ends[lease] = end;
                if (isNew) wheel.Set(lease, now, end);
                else if (end < before) wheel.Lower(lease, now, end);
            }

            Run(wheel, ends, now, now + (4 * TimeSpan.TicksPerSecond));
            Assert.Empty(ends);
            Assert.Equal(long.MaxValue, wheel.Due);
        });

    /// <summary>Goes from due to due, as a timer would, and finds at each instant just those that are over.</summary>
    private static void Run(LeaseWheel wheel, SortedDictionary<int, long> ends, long now, long until)
    {
        while (wheel.Due <= until)
        {
            Assert.True(wheel.Due > now);
            now = wheel.Due;
            while (wheel.TryTake(now, out var lease))
            {
                Assert.Equal(now, ends[lease]);
                ends.Remove(lease);
            }

            Assert.DoesNotContain(ends.Values, end => end <= now);
        }

        Assert.DoesNotContain(ends.Values, end => end <= until);
    }
}
