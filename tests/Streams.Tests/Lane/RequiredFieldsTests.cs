using Streams.Definition;
using Streams.Events;
using Streams.Filtering;
using Streams.Lane;
using Streams.Publishing;
using Streams.Tests.Support;

namespace Streams.Tests.Lane;

/// <summary>Of a source that requires fields, an event that no metric can use is rejected (N7).</summary>
public sealed class RequiredFieldsTests
{
    private const string Missing = "streams_events_rejected_total{pipeline=\"p\",source=\"s\",reason=\"missing_field\"}";

    [Fact]
    public void Push_FieldsOfNoMetric_IsMissingField()
    {
        using var bench = Bench(true, LaneBench.Metric("m", LaneBench.Call("sum", "a")), LaneBench.Metric("n", LaneBench.Call("last", "a")));

        bench.Send("w1 b=1");
        bench.Send("w1 a=1");
        bench.Turn(1);
        bench.Read();

        Assert.Equal(1, bench.Page[Missing]);
        Assert.Equal(["s: w1 missing_field"], bench.Rejected);
        Assert.Equal(1, bench.Sum("streams_events_accepted_total"));
        bench.AssertAccounts();
    }

    [Fact]
    public void Push_FieldsOfOneMetricWhoseConditionRefuses_IsAccepted()
    {
        var where = new Condition.Compare(">", new Operand.Field("a"), new Operand.Number(5));
        using var bench = Bench(true, LaneBench.Metric("m", LaneBench.Call("sum", "a")) with { Where = where });

        bench.Send("w1 a=1");
        bench.Turn(1);
        bench.Read();

        Assert.Equal(0, bench.Page[Missing]);
        Assert.Equal(1, bench.Sum("streams_events_accepted_total"));
    }

    [Fact]
    public void Push_MetricThatCountsAllEvents_IsAccepted()
    {
        using var bench = Bench(true, LaneBench.Metric("m", LaneBench.Call("count", null)));

        bench.Send("w1 b=1");
        bench.Turn(1);
        bench.Read();

        Assert.Equal(0, bench.Page[Missing]);
        Assert.Equal(1, bench.Page["m{worker=\"w1\"}"]);
    }

    [Fact]
    public void Push_SourceThatRequiresNone_IsAccepted()
    {
        using var bench = Bench(false, LaneBench.Metric("m", LaneBench.Call("sum", "a")));

        bench.Send("w1 b=1");
        bench.Turn(1);
        bench.Read();

        Assert.Equal(0, bench.Page[Missing]);
        Assert.Equal(1, bench.Sum("streams_events_accepted_total"));
    }

    [Fact]
    public void Push_SourceOfNoMetric_BeatsForOthers()
    {
        var beats = LaneBench.Source("beats", expire: 60) with { RejectsEventsWithoutFields = true };
        var silent = LaneBench.Source(expire: 2) with { Alive = ["beats"] };
        using var bench = new LaneBench(LaneBench.PipelineOf([silent, beats], LaneBench.Metric("m", LaneBench.Call("last", "a"))));

        bench.Send("w1 a=1");
        bench.Send("w1 b=1", "beats");
        bench.Turn(30);
        bench.Read();

        Assert.Equal(1, bench.Page["m{worker=\"w1\"}"]);
        Assert.Equal(0, bench.Sum("streams_events_rejected_total"));
    }

    [Fact]
    public void Tap_FieldsOfNoMetric_HearsMissingField()
    {
        var source = LaneBench.Source() with { RejectsEventsWithoutFields = true };
        var verdicts = new Verdicts();
        using var lane = new LaneHost(LaneBench.PipelineOf([source], LaneBench.Metric("m", LaneBench.Call("sum", "a"))), new SeriesTable(), new ManualTime(), new LaneListener(), tap: verdicts);

        lane.Inputs[0].Receive("any", "w1 b=1"u8);
        lane.Inputs[0].Receive("any", "w1 a=1"u8);
        lane.Inputs[0].Flush();
        lane.Turn();

        Assert.Equal(["missing_field", "accepted"], verdicts.Heard);
    }

    private static LaneBench Bench(bool requiresFields, params MetricDefinition[] metrics) =>
        new(LaneBench.PipelineOf([LaneBench.Source() with { RejectsEventsWithoutFields = requiresFields }], metrics));

    private sealed class Verdicts : LaneTap
    {
        internal List<string> Heard { get; } = [];

        public override void OnEvent(DateTimeOffset stamp, SourceDefinition source, Event e, string verdict) => Heard.Add(verdict);
    }
}
