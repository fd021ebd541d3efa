using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Streams.Definition;
using Streams.Events;
using Streams.Prometheus;
using Streams.Publishing;

namespace Streams.LivePage.Tests;

public sealed class LiveHistoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 3, 0, 0, TimeSpan.Zero);

    private readonly PrometheusSink _sink = new();
    private readonly LiveTables _tables = new();
    private LiveHistory _history;
    private int _beats;

    public LiveHistoryTests() => _history = new LiveHistory(_tables);

    [Fact]
    public void Write_BeatsWithAWorkerThatComesAndOneThatLeaves_HasAValueOrNullForEach()
    {
        var blocks = Rows("blocks", "worker_id");
        blocks.Show(Keys("a"), [1]);
        Beat();
        blocks.Show(Keys("a", "b"), [2, 0.5]);
        Beat();
        blocks.Show(Keys("b"), [double.NaN]);
        Beat();
        blocks.Show([], []);
        Beat();
        Assert.Equal(
            """{"times":[1795489200,1795489215,1795489230,1795489245],"tables":[{"pipeline":"p","constants":{"component":"backend"},"labels":["worker_id"],"columns":[{"name":"blocks"}],"rows":[["a",[1,2,null,null]],["b",[null,0.5,null,null]]]}]}""",
            Json("blocks"));
    }

    [Fact]
    public void Write_Filters_NarrowByNamePipelineAndLabel()
    {
        var blocks = Rows("blocks", "worker_id", "window");
        var slots = _tables.Before(_sink, "q").DeclareRows(Family("slots", MetricType.Gauge, "worker_id")).Create([]);
        blocks.Show(Keys("a", "b"), [1, 2]);
        slots.Show(Keys("a"), [3]);
        Beat();
        Assert.DoesNotContain("slots", Json("blocks"));
        Assert.DoesNotContain("blocks", Json(new HistoryFilter([], "q", "worker_id", "a")));
        Assert.Contains("""[["a","10s",[1]]]""", Json(new HistoryFilter([], "p", "worker_id", "a")));
        Assert.Contains("""[["a","10s",[1]],["b","10s",[2]]]""", Json(new HistoryFilter([], "p", "window", "10s")));
        Assert.Contains("\"rows\":[]", Json(new HistoryFilter([], "p", "window", "1m")));
        Assert.Contains("\"rows\":[]", Json(new HistoryFilter([], "p", "no_such", "")));
    }

    [Fact]
    public void Write_MoreSeriesThanAnAnswerMayHave_IsRefused()
    {
        var (blocks, slots) = (Rows("blocks", "worker_id"), Rows("slots", "worker_id"));
        string[] workers = [.. Enumerable.Range(0, LiveHistory.MaxSeries / 2).Select(i => $"{i:00000}")];
        blocks.Show(Keys(workers), new double[workers.Length]);
        slots.Show(Keys(workers), new double[workers.Length]);
        Beat();
        Assert.True(_history.TryWrite(new ArrayBufferWriter<byte>(), new HistoryFilter(["blocks", "slots"])));
        blocks.Show(Keys([.. workers, "x"]), new double[workers.Length + 1]);
        Beat();
        Assert.False(_history.TryWrite(new ArrayBufferWriter<byte>(), new HistoryFilter(["blocks", "slots"])));
        Assert.True(_history.TryWrite(new ArrayBufferWriter<byte>(), new HistoryFilter(["blocks"])));
    }

    [Fact]
    public void Take_MoreThanSixtyBeats_ForgetsTheOldestAndGivesBackWhatHasLeft()
    {
        var blocks = Rows("blocks", "worker_id");
        blocks.Show(Keys([.. Enumerable.Range(0, 1000).Select(i => $"{i:0000}")]), new double[1000]);
        Beat();
        var one = _history.Bytes;
        Assert.InRange(one, 1000 * sizeof(float), 1000 * 256);
        for (var i = 1; i < LiveHistory.Beats; i++) Beat();
        // Keys are kept once while nobody comes or leaves.
        Assert.Equal(one + ((LiveHistory.Beats - 1) * 1000 * sizeof(float)), _history.Bytes);
        Assert.Equal(LiveHistory.Beats, Times());
        Beat();
        Assert.Equal(LiveHistory.Beats, Times());
        blocks.Show([], []);
        for (var i = 0; i < LiveHistory.Beats; i++) Beat();
        Assert.Equal(0, _history.Bytes);
        Assert.Contains("\"rows\":[]", Json("blocks"));
    }

    [Fact]
    public void Take_WorkersThatAllChangeAtEveryBeat_StaysWithinTheBoundByAShorterHistory()
    {
        _history = new LiveHistory(_tables, maxBytes: 1_000_000);
        var blocks = Rows("blocks", "worker_id");
        for (var beat = 0; beat < 200; beat++)
        {
            blocks.Show(Keys([.. Enumerable.Range(0, 1000).Select(i => $"{beat:000}-{i:0000}")]), new double[1000]);
            Beat();
            Assert.InRange(_history.Bytes, 1, 1_000_000);
        }

        Assert.InRange(Times(), 2, LiveHistory.Beats / 2);
        Assert.Contains("199-0999", Json("blocks"));
        Assert.DoesNotContain("100-0000", Json("blocks"));
    }

    [Fact]
    public void Take_AnInstantThatIsNotLater_BeginsAnew()
    {
        var blocks = Rows("blocks", "worker_id");
        blocks.Show(Keys("a"), [1]);
        Beat();
        Beat();
        _beats = 0;
        Beat();
        Assert.Contains("\"times\":[1795489200]", Json("blocks"));
        Assert.Contains("""["a",[1]]""", Json("blocks"));
    }

    [Fact]
    public void Take_CountersAndSeriesOfTheDaemon_AreNotKept()
    {
        _tables.Before(_sink, "p").DeclareRows(Family("hits_total", MetricType.Counter, "worker_id")).Create([]).Show(Keys("a"), [1]);
        _tables.Before(_sink).Declare(Family("streams_up", MetricType.Gauge)).Create([]).Set(1);
        Beat();
        Assert.Equal(0, _history.Bytes);
    }

    private ISeriesRows Rows(string name, params string[] labels) =>
        _tables.Before(_sink, "p").DeclareRows(Family(name, MetricType.Gauge, labels)).Create(labels.Length > 1 ? ["10s"] : []);

    private static SeriesFamily Family(string name, MetricType type, params string[] labels) => new(name, name + "!", type, [new("component", "backend")], labels);

    private static ImmutableArray<WorkerKey> Keys(params string[] names) => [.. names.Select(name => new WorkerKey(name))];

    private void Beat() => _history.Take(Start + (_beats++ * LiveHistory.Every));

    private int Times()
    {
        using var json = JsonDocument.Parse(Json("blocks"));
        return json.RootElement.GetProperty("times").GetArrayLength();
    }

    private string Json(string name) => Json(new HistoryFilter([name]));

    private string Json(HistoryFilter filter)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Assert.True(_history.TryWrite(buffer, filter));
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
