using Streams.Events;
using Streams.Lane;
using Streams.Publishing;
using Streams.Windowing;
using static Streams.Tests.Support.LaneBench;

namespace Streams.Tests.Lane;

public sealed class VirtualLaneTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly SeriesTable _page = new();
    private readonly VirtualLane _lane;

    public VirtualLaneTests() => _lane = new VirtualLane(
        PipelineOf([Source()], Metric("total", Call("sum", "a")), Metric("closed", Call("sum", "a")) with { Over = [Over.Tumbling(TimeSpan.FromSeconds(10))] }),
        _page,
        Start,
        new LaneListener());

    public void Dispose() => _lane.Dispose();

    [Fact]
    public void Receive_MessagesAndEvents_MoveTheSameSeries()
    {
        _lane.Receive(0, Start.AddSeconds(1), "subject", "w a=1"u8);
        _lane.Receive(0, Start.AddSeconds(2), new WorkerKey("w"), [2, double.NaN]);
        _lane.Read();
        Assert.Equal(3, _page["total{worker=\"w\"}"]);
        Assert.Equal(Start.AddSeconds(2), _lane.Now);
    }

    [Fact]
    public void AdvanceTo_NextDue_ClosesTheWindow()
    {
        _lane.Receive(0, Start.AddSeconds(1), "subject", "w a=1"u8);
        Assert.Equal(Start.AddSeconds(10), _lane.NextDue);
        _lane.AdvanceTo(_lane.NextDue!.Value);
        _lane.Read();
        Assert.Equal(1, _page["closed{worker=\"w\",window=\"10s\"}"]);
    }

    [Fact]
    public void Changed_LeaseEnds_TellsThatTheSeriesLeft()
    {
        var changes = new List<(string Id, double? Value)>();
        _page.Changed = (row, value) => { if (row.Family.Name == "total") changes.Add((row.Id, value)); };
        _lane.Receive(0, Start.AddSeconds(1), "subject", "w a=1"u8);
        _lane.Read();
        _lane.AdvanceTo(Start.AddHours(1));
        _lane.Read();
        Assert.Equal([("total{worker=\"w\"}", 1), ("total{worker=\"w\"}", null)], changes);
        Assert.Null(_page["total{worker=\"w\"}"]);
    }

    [Fact]
    public void Receive_InTheLastSecondsOfTheCalendar_IsCountedAndNoWindowCloses()
    {
        var metric = Metric("m", Call("sum", "a"));
        var pipeline = PipelineOf([Source()], metric, metric with { Name = "w", Over = [Over.Tumbling(TimeSpan.FromSeconds(10))] });
        var page = new SeriesTable();
        using var lane = new VirtualLane(pipeline, page, DateTimeOffset.MaxValue.AddSeconds(-3), new LaneListener());
        lane.Receive(0, DateTimeOffset.MaxValue.AddSeconds(-1), "x", "w1 a=7"u8);
        lane.AdvanceTo(DateTimeOffset.MaxValue.AddSeconds(-0.5));
        lane.Read();
        Assert.Equal(7, page["m{worker=\"w1\"}"]);
        Assert.Empty(page.Named("w"));
    }
}
