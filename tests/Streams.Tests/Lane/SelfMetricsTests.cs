using Streams.Events;
using Streams.Tests.Support;

namespace Streams.Tests.Lane;

/// <summary>The daemon's own metrics: all there from the first read on, and every message and event in exactly one of them (A1, A2).</summary>
public sealed class SelfMetricsTests
{
    [Fact]
    public void Read_BeforeAnyMessage_ShowsEveryReasonAtZero()
    {
        using var bench = Bench();
        bench.Read();
        foreach (var reason in Enum.GetValues<EventReason>().Where(r => r != EventReason.None))
        {
            Assert.Equal(0, bench.Page[$"streams_events_rejected_total{{pipeline=\"p\",source=\"s\",reason=\"{reason.Label()}\"}}"]);
        }

        Assert.Equal(0, bench.Page["streams_messages_rejected_total{pipeline=\"p\",source=\"s\",reason=\"malformed\"}"]);
        Assert.Equal(0, bench.Page["streams_messages_dropped_total{pipeline=\"p\",source=\"s\",reason=\"slow_consumer\"}"]);
        Assert.Equal(0, bench.Page["streams_workers{pipeline=\"p\"}"]);
    }

    [Fact]
    public void Read_AfterMessagesOfEveryKind_CountsEachOnce()
    {
        using var bench = Bench();
        foreach (var line in (string[])["w1 a=1", "w2 a=2\nw3 a=3", "!", "w1 !", "w1 a=1 @500", "+w4", "w1 b=1"]) bench.Send(line);
        bench.Turn(1);
        bench.Read();
        Assert.Equal(7, bench.Sum("streams_messages_received_total"));
        Assert.Equal(1, bench.Sum("streams_messages_rejected_total"));
        Assert.Equal(6, bench.Sum("streams_events_total"));
        Assert.Equal(1, bench.Sum("streams_events_future_total"));
        Assert.Equal(1, bench.Sum("streams_events_rejected_total"));
        Assert.Equal(3, bench.Page["streams_workers{pipeline=\"p\"}"]);
        bench.AssertAccounts();
    }

    [Fact]
    public void Read_BetweenMessagesThatNeverReachTheLane_BalancesAtEveryStep()
    {
        using var bench = Bench();
        MessageReason[] reasons = [MessageReason.Status, MessageReason.LateReply, MessageReason.AfterDrain];
        var sent = 0;
        for (var i = 0; i < 60; i++)
        {
            // By turns before, within and after a batch, flushed now and then.
            if (i % 4 != 0) bench.Input().Receive("subject", "w1 a=1"u8);
            bench.Input().Lose(reasons[i % 3]);
            sent += i % 4 != 0 ? 2 : 1;
            if (i % 5 == 0) bench.Input().Flush();
            bench.Read();
            bench.AssertAccounts();
        }

        bench.Input().Flush();
        bench.Turn(1);
        bench.Read();
        bench.AssertAccounts();
        Assert.Equal(sent, bench.Sum("streams_messages_received_total"));
        Assert.Equal(20, bench.Page["streams_messages_rejected_total{pipeline=\"p\",source=\"s\",reason=\"status\"}"]);
        Assert.Equal(20, bench.Page["streams_messages_dropped_total{pipeline=\"p\",source=\"s\",reason=\"late_reply\"}"]);
        Assert.Equal(20, bench.Page["streams_messages_dropped_total{pipeline=\"p\",source=\"s\",reason=\"after_drain\"}"]);
    }

    private static LaneBench Bench() => new(LaneBench.PipelineOf([LaneBench.Source()], LaneBench.Metric("m", LaneBench.Call("sum", "a"))));
}
