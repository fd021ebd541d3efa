using System.Buffers;
using System.Text;
using Streams.Definition;
using Streams.Events;
using Streams.Prometheus;
using Streams.Publishing;

namespace Streams.LivePage.Tests;

public sealed class LiveTablesTests
{
    private readonly PrometheusSink _sink = new();
    private readonly LiveTables _tables = new();

    [Fact]
    public void Write_FamiliesWithTheSameLabels_ShareTableAndRow()
    {
        var blocks = Declare("blocks", MetricType.Gauge, "worker_id");
        var hits = Declare("hits_total", MetricType.Counter, "worker_id");
        blocks.Create(["1"]).Set(10);
        hits.Create(["1"]).Set(0.1);
        hits.Create(["2"]).Set(3);
        Assert.Equal(
            """{"time":"2026-11-24T03:00:00.0000000Z","tables":[{"pipeline":"","constants":{"component":"backend"},"labels":["worker_id"],"columns":[{"name":"blocks","help":"blocks!","type":"gauge"},{"name":"hits_total","help":"hits_total!","type":"counter"}],"rows":[["1",10,0.1],["2",null,3]]}]}""",
            Json());
    }

    [Fact]
    public void Write_PipelinesWithTheSameLabels_HaveTablesOfTheirOwn()
    {
        _tables.Before(_sink, "a").Declare(Family("blocks", MetricType.Gauge, "worker_id")).Create(["1"]).Set(10);
        _tables.Before(_sink, "b").Declare(Family("slots", MetricType.Gauge, "worker_id")).Create(["1"]).Set(3);
        Assert.Contains("""{"pipeline":"a","constants":{"component":"backend"}""", Json());
        Assert.Contains("""{"pipeline":"b","constants":{"component":"backend"}""", Json());
        Assert.Contains("""[["1",10]]""", Json());
        Assert.Contains("""[["1",3]]""", Json());
    }

    [Fact]
    public void Write_SeriesRemoved_LeavesAndTakesAnEmptyRowAlong()
    {
        var blocks = Declare("blocks", MetricType.Gauge, "worker_id");
        var slots = Declare("slots", MetricType.Gauge, "worker_id");
        var (first, second, other) = (blocks.Create(["1"]), slots.Create(["1"]), blocks.Create(["2"]));
        foreach (var series in (ISeries[])[first, second, other]) series.Set(1);
        first.Remove();
        Assert.Contains("""[["1",null,1],["2",1,null]]""", Json());
        second.Remove();
        Assert.Contains("""[["2",1,null]]""", Json());
    }

    [Fact]
    public void Write_SeriesThatBeginsAnewAtOnce_ShowsTheNewOne()
    {
        var blocks = Declare("blocks", MetricType.Gauge, "worker_id");
        var old = blocks.Create(["1"]);
        old.Set(1);
        blocks.Create(["1"]).Set(2);
        old.Remove();
        Assert.Contains("""[["1",2]]""", Json());
    }

    [Fact]
    public void Write_SeriesWithoutAValueYet_IsNotThere()
    {
        Declare("blocks", MetricType.Gauge, "worker_id").Create(["1"]);
        Assert.Contains("\"rows\":[]", Json());
    }

    [Fact]
    public void Write_RowsAndSeries_ShareTableAndRowByTheirLabels()
    {
        var blocks = _tables.Before(_sink).DeclareRows(Family("blocks", MetricType.Gauge, "worker_id")).Create([]);
        var slots = _tables.Before(_sink).DeclareRows(Family("slots", MetricType.Gauge, "worker_id")).Create([]);
        Declare("hits_total", MetricType.Counter, "worker_id").Create(["2"]).Set(9);
        blocks.Show([new WorkerKey("1"), new WorkerKey("2"), new WorkerKey("4")], [10, 20, double.NaN]);
        slots.Show([new WorkerKey("2"), new WorkerKey("3")], [0.5, 3]);
        Assert.Contains("""[["1",10,null,null],["2",20,0.5,9],["3",null,3,null]]""", Json());
        blocks.Show([new WorkerKey("4")], [40]);
        Assert.Contains("""[["2",null,0.5,9],["3",null,3,null],["4",40,null,null]]""", Json());
        slots.Show([], []);
        Assert.Contains("""[["2",null,null,9],["4",40,null,null]]""", Json());
    }

    [Fact]
    public void Write_RowsOfTwoWindows_EachHasItsWindow()
    {
        var blocks = _tables.Before(_sink).DeclareRows(Family("blocks", MetricType.Gauge, "worker_id", "window"));
        var slots = _tables.Before(_sink).DeclareRows(Family("slots", MetricType.Gauge, "worker_id", "window"));
        blocks.Create(["10s"]).Show([new WorkerKey("1"), new WorkerKey("2")], [1, 2]);
        blocks.Create(["1m"]).Show([new WorkerKey("1")], [3]);
        slots.Create(["1m"]).Show([new WorkerKey("1")], [4]);
        Assert.Contains("""[["1","10s",1,null],["2","10s",2,null],["1","1m",3,4]]""", Json());
    }

    [Fact]
    public async Task Set_AnySeries_ReachesThePageToo()
    {
        var series = Declare("blocks", MetricType.Gauge, "worker_id").Create(["1"]);
        series.Set(7);
        Assert.Contains("blocks{component=\"backend\",worker_id=\"1\"} 7\n", await TextAsync());
        series.Remove();
        Assert.DoesNotContain("blocks{", await TextAsync());
    }

    [Fact]
    public void Write_Markup_IsEscaped()
    {
        Declare("blocks", MetricType.Gauge, "worker_id").Create(["</script>\n\"data: "]).Set(1);
        Assert.DoesNotContain('<', Json());
        Assert.DoesNotContain('\n', Json());
    }

    private ISeriesFamily Declare(string name, MetricType type, params string[] labels) =>
        _tables.Before(_sink).Declare(Family(name, type, labels));

    private static SeriesFamily Family(string name, MetricType type, params string[] labels) => new(name, name + "!", type, [new("component", "backend")], labels);

    private string Json()
    {
        var buffer = new ArrayBufferWriter<byte>();
        _tables.Write(buffer, new DateTimeOffset(2026, 11, 24, 4, 0, 0, TimeSpan.FromHours(1)));
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private async Task<string> TextAsync()
    {
        using var page = new MemoryStream();
        await _sink.WriteAsync(page, PageFormat.Text);
        return Encoding.UTF8.GetString(page.ToArray());
    }
}
