using Streams.Tests.Support;
using static Streams.Tests.Support.LaneBench;

namespace Streams.Tests.Lane;

public sealed class LaneDataTests
{
    [Fact]
    public void Data_EventsAndReadings_AreThoseOfTheLaneUntilItStops()
    {
        var heard = new List<string>();
        var bench = new LaneBench(PipelineOf([Source(), Source("t")], Metric("total", Call("sum", "a"))));
        using var events = bench.Host.Data.Events("s").Subscribe(e => heard.Add($"{e.Keys} {e[0]}"), error => heard.Add(error.Message), () => heard.Add("no more events"));
        using var readings = bench.Host.Data.Readings.Subscribe(r => heard.Add($"{r.Metric.Name} {r.Keys[0]} {r.Values[0]}"), error => heard.Add(error.Message), () => heard.Add("no more readings"));
        bench.Send("w a=1");
        bench.Send("w !");
        bench.Send("v a=9", "t");
        bench.Turn(1);
        bench.Read();
        bench.Dispose();
        Assert.Equal(["w 1", "total w 1", "no more events", "no more readings"], heard);
    }

    [Fact]
    public void Events_OfNoSource_Throws()
    {
        using var bench = new LaneBench(PipelineOf([Source()], Metric("total", Call("sum", "a"))));
        Assert.Throws<ArgumentException>(() => bench.Host.Data.Events("nobody"));
    }
}
