using Streams.Lane;
using Streams.Tests.Support;

namespace Streams.Tests.Lane;

/// <summary>How often a source lost its server, why, and how long it was without, as the page shows it.</summary>
public sealed class SourceOutagesTests
{
    [Fact]
    public void Read_UpAndDownByTurns_AddsUpTheTimeDown()
    {
        using var bench = Bench();
        AssertDown(bench, 3, 3);
        bench.Input().IsUp = true;
        AssertDown(bench, 10, 3);
        bench.Input().Disconnected(DisconnectReason.Closed);
        AssertDown(bench, 12.5, 5.5);
        bench.Input().IsUp = true;
        AssertDown(bench, 100, 5.5);
    }

    [Fact]
    public void Disconnected_OfASourceThatIsUp_CountsItsReasonOnce()
    {
        using var bench = Bench();
        bench.Input().Disconnected(DisconnectReason.Refused);
        bench.Input().IsUp = true;
        bench.Input().IsUp = true;
        bench.Input().Disconnected(DisconnectReason.SlowConsumer);
        bench.Input().Disconnected(DisconnectReason.Closed);
        bench.Input().IsUp = true;
        bench.Input().IsUp = false;
        bench.Read();
        Assert.Equal(0, bench.Page["streams_source_up{pipeline=\"p\",source=\"s\"}"]);
        var counts = Enum.GetValues<DisconnectReason>()
            .Select(r => (r, bench.Page[$"streams_source_disconnects_total{{pipeline=\"p\",source=\"s\",reason=\"{r.Label()}\"}}"]));
        Assert.Equal([(DisconnectReason.Closed, 0), (DisconnectReason.SlowConsumer, 1), (DisconnectReason.Timeout, 0), (DisconnectReason.Refused, 0)], counts);
    }

    private static void AssertDown(LaneBench bench, double at, double seconds)
    {
        bench.Time.At(at);
        bench.Read();
        Assert.Equal(seconds, bench.Page["streams_source_down_seconds_total{pipeline=\"p\",source=\"s\"}"]);
    }

    private static LaneBench Bench() => new(LaneBench.PipelineOf([LaneBench.Source()], LaneBench.Metric("m", LaneBench.Call("sum", "a"))));
}
