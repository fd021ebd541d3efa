using Streams.Definition;
using Streams.Tests.Support;
using Streams.Windowing;
using static Streams.Tests.Support.LaneBench;

namespace Streams.Tests.Windowing;

/// <summary>N6, N7: which events are late, which miss some windows, and where the two are counted.</summary>
public sealed class LateTests
{
    private static readonly Over Ten = Over.Tumbling(TimeSpan.FromSeconds(10));
    private static readonly Over MinuteEvery20 = Over.Hopping(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(20));

    [Fact]
    public void Late_NothingCameYet_EveryWindowedMetricStandsAtZero()
    {
        using var bench = new LaneBench(Everything());
        bench.Read();
        Assert.Equal(
            [
                "streams_window_late_total{pipeline=\"p\",metric=\"both\",window=\"10s\"}",
                "streams_window_late_total{pipeline=\"p\",metric=\"both\",window=\"1m\"}",
                "streams_window_late_total{pipeline=\"p\",metric=\"short\",window=\"10s\"}",
            ],
            bench.Page.Series.Where(s => s.Key.StartsWith("streams_window", StringComparison.Ordinal) && s.Value == 0).Select(s => s.Key));
    }

    [Fact]
    public void Late_NoWindows_NoSuchFamily()
    {
        using var bench = new LaneBench(PipelineOf([Source()], Metric("total", Call("sum", "a"))));
        bench.Read();
        Assert.DoesNotContain(bench.Page.Series, s => s.Key.StartsWith("streams_window", StringComparison.Ordinal));
    }

    // Lateness 2s: at 102s the window [90s, 100s) closes, at 102s too the hop [40s, 100s).
    [Theory]
    [InlineData(101.9999999, 99, "accepted", 0, 0, 0)] // one tick before the window closes
    [InlineData(102, 99.9999999, "accepted", 1, 1, 1)] // on the edge of lateness: closed
    [InlineData(102, 100, "accepted", 0, 0, 0)] // on the window's edge: in the next one
    [InlineData(121.9999999, 100, "accepted", 1, 0, 1)] // closed at 112s: the short window alone
    [InlineData(161.9999999, 99, "accepted", 1, 1, 1)] // the last hop that holds it, [80s, 140s), closed at 142s: `all` still wants it
    public void Late_AtAnInstant_IsCountedByWindow(double clock, double time, string verdict, int bothShort, int bothLong, int alone)
    {
        using var bench = new LaneBench(Everything());
        bench.Time.At(clock);
        bench.Send(FormattableString.Invariant($"w a=1 @{time}"));
        bench.Turn(clock);
        bench.Read();
        Assert.Equal(1, bench.Sum($"streams_events_{verdict}_total"));
        Assert.Equal((bothShort, bothLong, alone), (Misses(bench, "both", "10s"), Misses(bench, "both", "1m"), Misses(bench, "short", "10s")));
        bench.AssertAccounts();
    }

    [Theory]
    [InlineData(141.9999999, 0, 2)] // [80s, 140s) of the one metric is open: accepted, and misses two
    [InlineData(142, 1, 0)] // every window of every metric is closed: late, and misses nothing
    public void Late_EveryWindowOfEveryMetricClosed_IsLateAndEntersNothing(double clock, int late, int misses)
    {
        var pipeline = PipelineOf([Timed()], Metric("short", Call("sum", "a")) with { Over = [Ten] }, Metric("both", Call("sum", "a")) with { Over = [MinuteEvery20] });
        using var bench = new LaneBench(pipeline);
        bench.Time.At(clock);
        bench.Send("w a=1 @99");
        bench.Turn(clock);
        bench.Read();
        Assert.Equal((late, misses), (bench.Sum("streams_events_late_total"), bench.Sum("streams_window_late_total")));
        Assert.Equal(1 - late, bench.Sum("streams_workers"));
    }

    [Fact]
    public void Late_MetricThatItDoesNotEnter_DoesNotSaveIt()
    {
        var pipeline = PipelineOf([Timed()], Metric("short", Call("sum", "a")) with { Over = [Ten] }, Metric("other", Call("sum", "b")));
        using var bench = new LaneBench(pipeline);
        bench.Time.At(200);
        bench.Send("w a=1 @99");
        bench.Send("w a=1 b=1 @99");
        bench.Turn(200);
        bench.Read();
        Assert.Equal((1, 1), (bench.Sum("streams_events_late_total"), bench.Sum("streams_events_accepted_total")));
    }

    [Fact]
    public void Late_ClockReset_CountsGoOn()
    {
        using var bench = new LaneBench(Everything());
        bench.Time.At(7200);
        bench.Send("w a=1 @7000");
        bench.Turn(7200);
        bench.Time.At(3600);
        bench.Send("w a=1 @3400");
        bench.Turn(3600);
        bench.Read();
        Assert.Equal(["clock reset"], bench.Log);
        Assert.Equal(2, Misses(bench, "short", "10s"));
    }

    private static PipelineDefinition Everything() => PipelineOf(
        [Timed()],
        Metric("both", Call("sum", "a")) with { Over = [Ten, MinuteEvery20] },
        Metric("short", Call("sum", "a")) with { Over = [Ten] },
        Metric("total", Call("sum", "a")));

    private static SourceDefinition Timed() => Source() with { HasEventTime = true, Lateness = TimeSpan.FromSeconds(2) };

    private static double Misses(LaneBench bench, string metric, string window) =>
        bench.Page[$"streams_window_late_total{{pipeline=\"p\",metric=\"{metric}\",window=\"{window}\"}}"]!.Value;
}
